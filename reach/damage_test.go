package reach_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/reach"
)

// damages yields a JSON value with each of its parts in turn replaced by what
// nothing reads, and with each member given twice.
func damages(v any, yield func(where string, damaged func() any)) {
	var walk func(at any, where string, rebuild func(any) any)
	walk = func(at any, where string, rebuild func(any) any) {
		switch at := at.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(at)) {
				put := func(part any) any {
					other := maps.Clone(at)
					other[name] = part
					return rebuild(other)
				}
				yield(where+"/"+name, func() any { return put(unreadable) })
				walk(at[name], where+"/"+name, put)
			}
		case []any:
			for i := range at {
				put := func(part any) any {
					other := slices.Clone(at)
					other[i] = part
					return rebuild(other)
				}
				yield(where+"/"+strconv.Itoa(i), func() any { return put(unreadable) })
				walk(at[i], where+"/"+strconv.Itoa(i), put)
			}
		}
	}
	walk(v, "", func(part any) any { return part })
}

// unreadable is not a value of any member.
var unreadable = map[string]any{"unreadable": []any{map[string]any{}, true}}

// TestDamage: no part that cannot be read turns a refusal into an allowance.
func TestDamage(t *testing.T) {
	all := readDecisions(t)
	type key struct {
		name     string
		defaults bool
	}
	refused := map[key][]decision{}
	repeated := []diag.Rule{reach.RuleRecordBroken, policy.RuleIdentityRepeated, federation.RulePoolRepeated, federation.RulePoolIdentity}
	for _, d := range all.Decisions {
		// Without one of two records of a name, the other is what a server has.
		if d.NotKnown && slices.ContainsFunc(d.Refused, func(r diag.Rule) bool { return slices.Contains(repeated, r) }) {
			continue
		}
		if k := (key{d.Configuration, d.Defaults}); !d.Allowed && d.Error == "" {
			refused[k] = append(refused[k], d)
		}
	}
	tried, n := 0, 0
	for k, of := range refused {
		var whole any
		require.NoError(t, json.Unmarshal(all.Configurations[k.name], &whole))
		damages(whole, func(where string, damaged func() any) {
			if n++; testing.Short() && n%8 != 0 {
				return
			}
			text, err := json.Marshal(damaged())
			require.NoError(t, err)
			read, _, err := federation.Decode(text)
			if err != nil {
				return
			}
			c := read.Configuration
			if k.defaults {
				if c, err = c.WithDefaults(); err != nil {
					return
				}
			}
			x, err := reach.NewIndex(c)
			if err != nil {
				return
			}
			for _, d := range of {
				tried++
				if v, err := x.Decide(d.Query); err == nil && v.Allowed() {
					t.Errorf("%s: allowed once %s of %s cannot be read", d.Name, where, k.name)
				}
			}
		})
	}
	if tried < 1000 && !testing.Short() {
		t.Errorf("only %d decisions on damaged configurations", tried)
	}
}
