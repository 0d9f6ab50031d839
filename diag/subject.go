package diag

// A Subject names the record that a finding or a reason is about, as an
// administrator knows it. Kind is the member of a configuration that has the
// record, Identity its name there: {"PublicProviders", "Skype"}. Identity is
// empty for a kind as a whole, and for a record without a name. The zero
// Subject is none. Subjects compare with ==.
type Subject struct {
	Kind     string
	Identity string `json:",omitzero"`
}

// IsZero reports whether s is none.
func (s Subject) IsZero() bool { return s == Subject{} }
