package diag

// A Subject names the record of a finding or a reason. Kind is the member of a
// configuration that contains the record, and Identity is the name of the record:
// {"PublicProviders", "Skype"}. Identity is empty for a whole kind, and for a
// record without a name. The zero Subject means "no record". Subjects compare with
// ==.
type Subject struct {
	Kind     string
	Identity string `json:",omitzero"`
}

// IsZero reports whether s is the zero Subject.
func (s Subject) IsZero() bool { return s == Subject{} }
