package diag

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/internal/enum"
)

// An Op is the operation of an [Edit]: the verb of its cmdlet. The zero Op is not
// valid. Ops compare with ==.
type Op uint8

// The operations, named after the verbs of the cmdlets.
const (
	OpNew Op = iota + 1
	OpSet
	OpEnable
	OpDisable
	OpRemove
	OpGrant
)

var opNames = [...]string{OpNew: "New", OpSet: "Set", OpEnable: "Enable", OpDisable: "Disable", OpRemove: "Remove", OpGrant: "Grant"}

func badOp(text string) error {
	return catalog.ValueError(RuleOpUnknown, "operation", text, 0, "not an operation")
}

// ParseOp returns the operation with the given name, in any letter case. The error
// is a [*ValueError].
func ParseOp(s string) (Op, error) { return enum.Parse[Op](s, opNames[:], badOp) }

// IsZero reports whether o is not set.
func (o Op) IsZero() bool { return o == 0 }

// Compare returns -1, 0 or +1, in the order of the constants.
func (o Op) Compare(p Op) int { return cmp.Compare(o, p) }

// String returns the verb: "New", "Set", "Enable", "Disable", "Remove" or
// "Grant", and "" for the zero Op.
func (o Op) String() string { return enum.String(o, opNames[:]) }

// AppendText implements [encoding.TextAppender]. It fails for a value that is
// not one of the constants.
func (o Op) AppendText(b []byte) ([]byte, error) { return enum.Append(b, o, opNames[:], badOp) }

// MarshalText implements [encoding.TextMarshaler], as AppendText.
func (o Op) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts the names in any
// letter case, and empty text for the zero Op. Its error is a [*ValueError].
func (o *Op) UnmarshalText(text []byte) error { return enum.Unmarshal(o, text, opNames[:], badOp) }

// An Edit is a change of one record as data. It is not part of a sequence and not
// yet a command. Package cmdlet writes it as a command. It cannot write a Set of a
// member that the Set- cmdlet has no parameter for: see [Finding].
type Edit struct {
	Op      Op
	Subject Subject
	Members []MemberEdit `json:",omitempty"` // in the order of the record's members
}

// A MemberEdit is the change of one member of a record.
type MemberEdit struct {
	Name string
	Old  Value `json:",omitzero"` // absent: not known, or the record is new
	New  Value `json:",omitzero"` // absent: the record is removed
}

// A Value is the value of a member in an [Edit]: absent, null, a text, a
// Boolean, a number or a list of texts. The value of an enumeration is its name
// as text. The zero Value is absent. Values are compared with [Value.Equal].
type Value struct {
	kind  valueKind
	text  string
	items []string
}

type valueKind uint8

const (
	absentValue valueKind = iota
	nullValue
	textValue
	boolValue
	numberValue
	listValue
)

// Null returns the null value: the member is known to have no value.
func Null() Value { return Value{kind: nullValue} }

// Text returns a Value that is the text s.
func Text(s string) Value { return Value{kind: textValue, text: s} }

// Bool returns a Value that is the Boolean b.
func Bool(b bool) Value { return Value{kind: boolValue, text: strconv.FormatBool(b)} }

// Number returns a Value that is the whole number n.
func Number(n uint64) Value { return Value{kind: numberValue, text: strconv.FormatUint(n, 10)} }

// Texts returns a Value that is a list of texts. It copies the items.
func Texts(items ...string) Value {
	return Value{kind: listValue, items: append([]string{}, items...)}
}

// IsZero reports whether v is absent.
func (v Value) IsZero() bool { return v.kind == absentValue }

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.kind == nullValue }

// Text returns the text of v, and whether v is a text.
func (v Value) Text() (string, bool) { return v.text, v.kind == textValue }

// Bool returns the Boolean of v, and whether v is a Boolean.
func (v Value) Bool() (value, ok bool) { return v.text == "true", v.kind == boolValue }

// Number returns the number of v, and whether v is a number.
func (v Value) Number() (uint64, bool) {
	n, _ := strconv.ParseUint(v.text, 10, 64)
	return n, v.kind == numberValue
}

// Texts returns a copy of the list of v, and whether v is a list.
func (v Value) Texts() ([]string, bool) { return slices.Clone(v.items), v.kind == listValue }

// Equal reports whether v and w are the same value.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.text == w.text && slices.Equal(v.items, w.items)
}

// String returns the value for a message: "null", the text, "True" or "False", the
// number, or the items of a list joined by commas. It returns "" for an absent
// value.
func (v Value) String() string {
	switch v.kind {
	case nullValue:
		return "null"
	case boolValue:
		if v.text == "true" {
			return "True"
		}
		return "False"
	case listValue:
		return strings.Join(v.items, ",")
	}
	return v.text
}

// MarshalJSON implements [encoding/json.Marshaler]. An absent value is written as
// null. Fields of type Value therefore use the option omitzero.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case textValue:
		return json.Marshal(v.text)
	case boolValue, numberValue:
		return []byte(v.text), nil
	case listValue:
		return json.Marshal(v.items)
	}
	return []byte("null"), nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. For any other kind of
// value, its error is a [*Finding] of rule [RuleMemberType].
func (v *Value) UnmarshalJSON(data []byte) error {
	var read any
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	switch value := read.(type) {
	case nil:
		*v = Null()
		return nil
	case string:
		*v = Text(value)
		return nil
	case bool:
		*v = Bool(value)
		return nil
	case float64:
		if n, err := strconv.ParseUint(string(data), 10, 64); err == nil {
			*v = Number(n)
			return nil
		}
	case []any:
		var items []string
		if json.Unmarshal(data, &items) == nil && !slices.Contains(value, nil) {
			*v = Texts(items...)
			return nil
		}
	}
	return catalog.Finding(RuleMemberType, "", string(data)+" is not a text, a Boolean, a whole number or a list of texts")
}
