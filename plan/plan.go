package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/cmdlet"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/internal/record"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
)

// A Plan has the steps from one configuration to another. The zero Plan has no
// steps.
type Plan struct {
	Platform    product.Platform // the server product that the commands are for; zero: the newest
	Fingerprint string           // of the configuration that the plan changes: see [Fingerprint]
	Steps       []Step           // in the order in which they must be made
	Exceptions  []Exception      // in the order of their first steps
	Unsafe      diag.Findings    // steps that a person must agree to first
	NotPlanned  diag.Findings    // wanted changes that no cmdlet of federation makes

	have, result federation.Configuration
	kinds        federation.Kinds // of the steps
}

// A Step is an edit with the reason for its position in the order. The zero Step is not
// valid.
type Step struct {
	diag.Edit
	Why  string    // the reason for the step and its position: a sentence without a full stop
	Rule diag.Rule `json:",omitzero"` // the rule that forces the position, because the server would refuse another one; or ""

	// Replaced is set for steps that remove a record and create it again, because
	// some of its members cannot be changed in place.
	Replaced bool `json:",omitzero"`

	Findings diag.Findings `json:",omitempty"` // in a plan of [Mend]: the findings that the step mends or helps to mend
}

// An Exception is a period of the plan in which somebody can reach more than either
// configuration allows, or less than both allow. The zero Exception is not valid.
type Exception struct {
	From, To int  // the numbers of its first and last step, counted from 1
	Opens    bool `json:",omitzero"` // true: somebody may reach more; false: less
	Subject  diag.Subject
	Detail   string // a sentence without a full stop
}

// Format is the number of the JSON form of a [Plan].
const Format = 1

// MarshalJSON implements [encoding/json.Marshaler], as docs/formats.md describes.
func (p Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Format      int
		Platform    product.Platform `json:",omitzero"`
		Fingerprint string
		Steps       []Step
		Exceptions  []Exception
		Unsafe      diag.Findings
		NotPlanned  diag.Findings
	}{
		Format, p.Platform, p.Fingerprint, append([]Step{}, p.Steps...), append([]Exception{}, p.Exceptions...),
		append(diag.Findings{}, p.Unsafe...), append(diag.Findings{}, p.NotPlanned...),
	})
}

// New returns the plan from one configuration to another, for the platform of want,
// or else that of have. The wanted configuration may be partial: see the package.
// The plan is empty if both are the same to a server.
//
// The error has findings, which [diag.All] yields. They report a state that no
// server can have, an invalid wanted record, an unknown value that is needed, or a
// refusal of the server.
func New(have, want federation.Configuration) (Plan, error) {
	if err := Validate(have, want); err != nil {
		return Plan{}, fmt.Errorf("the wanted configuration: %w", err)
	}
	if err := impossible(have); err != nil {
		return Plan{}, fmt.Errorf("the present configuration: %w", err)
	}
	return newPlan(have, want, allKinds, nil)
}

// Validate returns the error of Validate of a wanted configuration. A member that
// stays as it is may be missing if the present record has it.
func Validate(have, want federation.Configuration) error {
	err := want.Validate()
	if err == nil || completed(have, want).Validate() == nil {
		return nil
	}
	return err
}

// completed returns the wanted configuration. Members that its text lacked are taken from
// the present configuration.
func completed(have, want federation.Configuration) federation.Configuration {
	all := want
	present := numbersOf(&have)
	for k := range federation.AllKinds() {
		row := k.Row()
		if !row.Given(&want) || !row.Given(&have) {
			continue
		}
		row.Own(&all)
		for i := range row.Len(&want) {
			at, found := present[recordKey{k, k.Key(row.Record(&want, i).Identity())}]
			if k == federation.AccessEdge {
				at, found = 0, true
			}
			if !found {
				continue
			}
			was := row.Record(&have, at)
			// A record that cannot be completed is checked without these members.
			_ = row.Edit(&all, i, func(r record.Record) error {
				for p := range row.Table().Properties() {
					if v := was.Value(p.Name); !p.Key && want.IsUnknown(k, i, p.Name) && !v.IsZero() {
						if err := r.Put(p.Name, v); err != nil {
							return err
						}
					}
				}
				return nil
			})
		}
	}
	return all
}

// allKinds is every kind.
var allKinds = federation.KindsOf(slices.Collect(federation.AllKinds())...)

// Apply returns a configuration after steps, as a server makes them: see
// [cmdlet.Apply]. The error is a [*diag.Finding] for the first refused step.
func Apply(c federation.Configuration, steps ...Step) (federation.Configuration, error) {
	s := cmdlet.NewServer(c, 0)
	for _, step := range steps {
		if err := s.Apply(step.Edit); err != nil {
			return federation.Configuration{}, err
		}
	}
	return s.Configuration(), nil
}

// Have returns the configuration that the plan changes.
func (p Plan) Have() federation.Configuration { return p.have }

// Result returns the configuration after all steps.
func (p Plan) Result() federation.Configuration { return p.result }

// Rollback returns the plan that reverses this one after all of its steps. A change
// that the server would refuse, such as a grant of a policy that does not exist, is
// in NotPlanned. The error is that of [New].
func (p Plan) Rollback() (Plan, error) {
	var refused diag.Findings
	was := p.have
	leftOut := map[memberKey]bool{{recordKey{kind: federation.Platform}, ""}: true}
	if !p.Platform.IsZero() { // the server is the same
		was.Platform = p.Platform
	}
	for {
		back, err := newPlan(p.result, was, p.kinds, leftOut)
		if err == nil {
			back.NotPlanned = append(back.NotPlanned, refused...)
			return back, nil
		}
		before := len(leftOut)
		for f := range diag.All(err) {
			if key, valid := keyOf(f.Subject); valid && !leftOut[memberKey{key, ""}] {
				leftOut[memberKey{key, ""}] = true
				refused.Add(f)
			}
		}
		if len(leftOut) == before {
			return Plan{}, err
		}
	}
}

// Check returns a [*diag.Finding] of rule [RuleHaveStale] if now is not the
// configuration that the plan changes.
func (p Plan) Check(now federation.Configuration) error {
	if is := Fingerprint(now); is != p.Fingerprint {
		return catalog.Finding(RuleHaveStale, "", fmt.Sprintf("its fingerprint is %.12s…, and the plan was made from %.12s…", is, p.Fingerprint))
	}
	return nil
}

// impossible returns an error for a state that no server can have.
func impossible(c federation.Configuration) error {
	var all diag.Findings
	for _, f := range c.Findings() {
		if f.Severity == diag.Error && isTogether(f.Rule) {
			all.Add(f)
		}
	}
	return all.Err()
}

// isTogether reports whether a rule is about records that exclude each other. A server
// can have a single record that breaks a rule, but not such a combination.
func isTogether(r diag.Rule) bool {
	switch r {
	case federation.RuleProxyFQDNRepeated, federation.RuleDefaultRouteProviders, federation.RuleSIPDomainDefault, federation.RuleDomainOnBothLists:
		return true
	}
	for k := range federation.AllKinds() {
		if k.Row().Table().About().Unique == r && r != "" {
			return true
		}
	}
	return false
}

// newPlan is [New] for some kinds, without the members and records in leftOut. If leftOut
// is nil, the error is the first refusal of the server. Otherwise it has all refusals.
func newPlan(have, want federation.Configuration, kinds federation.Kinds, leftOut map[memberKey]bool) (Plan, error) {
	p := planner{have: have, want: &want, kinds: kinds, platform: want.Platform, leftOut: maps.Clone(leftOut)}
	if p.platform.IsZero() {
		p.platform = have.Platform
	}
	result := Plan{Platform: p.platform, Fingerprint: Fingerprint(have), have: have}
	if p.platform.IsZero() {
		p.platform = product.SfBServerSE
	}
	if p.goals(); p.refused != nil {
		return Plan{}, p.refused.Err()
	}
	p.order()
	result.Steps, result.Exceptions = p.steps()
	s := cmdlet.NewServer(have, p.platform)
	var refused diag.Findings
	for _, step := range result.Steps {
		key, _ := keyOf(step.Subject)
		result.kinds = result.kinds.With(key.kind)
		err := s.Apply(step.Edit)
		if err != nil && leftOut == nil {
			return Plan{}, err
		}
		refused.Attach("", err)
	}
	if err := refused.Err(); err != nil {
		return Plan{}, err
	}
	result.result = s.Configuration()
	if err := differs(result.result, want, p.leftOut); err != nil {
		return Plan{}, err
	}
	result.Unsafe, result.NotPlanned = p.unsafe(), p.left
	return result, nil
}

// differs returns an error for a wanted change that was neither made nor left out.
func differs(result, want federation.Configuration, leftOut map[memberKey]bool) error {
	for _, d := range federation.Compare(result, want).Records {
		key, _ := keyOf(d.Subject)
		if key.kind == federation.Holdings || key.kind.IsUsers() && d.Op == diag.OpRemove || leftOut[memberKey{key, ""}] {
			continue
		}
		var members []string
		for _, m := range d.Members {
			if !leftOut[memberKey{key, m.Name}] {
				members = append(members, fmt.Sprintf("%s is %q and should be %q", m.Name, m.Old, m.New))
			}
		}
		if d.Op == diag.OpSet && members == nil {
			continue
		}
		f := catalog.Finding(RuleResultDiffers, "", fmt.Sprintf("after the steps, %s would still be necessary: %s", d.Op, strings.Join(members, ", ")))
		f.Subject = d.Subject
		return f
	}
	return nil
}

// Fingerprint returns a hash of the parts of a configuration that a plan may
// change, in hexadecimal digits. Configurations that are the same to a server have
// the same fingerprint, in any order of their records.
func Fingerprint(c federation.Configuration) string {
	var b strings.Builder
	var line []byte
	for k := range federation.AllKinds() {
		row := k.Row()
		table := row.Table()
		if len(table.About().Ops) == 0 || !row.Given(&c) {
			continue
		}
		lines := make([]string, 0, row.Len(&c))
		for i := range row.Len(&c) {
			r := row.Record(&c, i)
			line = strconv.AppendQuote(line[:0], k.Key(r.Identity()))
			for p := range table.Properties() {
				if p.Key || p.Name == "Identity" {
					continue
				}
				v := r.Value(p.Name)
				on, isBool := v.Bool()
				if v.IsZero() || v.IsNull() || isBool && on == (p.Default == "True") {
					continue
				}
				value := v.String()
				if entries, isList := r.Entries(p.Name); isList { // the order of a list does not count
					value = strings.Join(slices.Compact(slices.Sorted(slices.Values(entries))), ",")
				}
				if value != "" {
					line = append(append(append(line, ' '), p.Name...), '=')
					line = strconv.AppendQuote(line, value)
				}
			}
			lines = append(lines, string(line))
		}
		slices.Sort(lines)
		fmt.Fprintf(&b, "%s\n%s\n", k, strings.Join(lines, "\n"))
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// open reports whether an Edge accepts partners that are on no list.
func open(c *federation.Configuration) bool {
	e := c.AccessEdge
	return e != nil && (e.EnablePartnerDiscovery.IsOn() || e.Routing() == federation.UseDefaultRouting)
}

// enabled reports whether a provider is enabled.
func enabled(c *federation.Configuration, k federation.Kind, i int) bool {
	if k == federation.PublicProviders {
		return c.PublicProviders[i].Enabled
	}
	on, _ := k.Row().Record(c, i).Value("Enabled").Bool()
	return on
}

// named returns the domains that are not only partners. They belong to a public
// service or a provider, or a list routes them through the host of a provider.
func named(configurations ...*federation.Configuration) map[domain.Name]bool {
	all, hosts := map[domain.Name]bool{}, map[domain.Name]bool{}
	for s := range provider.Services() {
		for d := range s.Domains() {
			all[d.Domain.Name()] = true
		}
	}
	for _, c := range configurations {
		for _, p := range c.PublicProviders {
			hosts[p.ProxyFQDN] = true
			all[p.NameDecorationRoutingDomain.Name()] = true
			for d := range p.NameDecorationExcludedDomainList.Set().All() {
				all[d.Name()] = true
			}
		}
		for _, p := range c.HostingProviders {
			hosts[p.ProxyFQDN] = true
		}
	}
	for _, c := range configurations {
		for _, d := range c.AllowedDomains {
			if hosts[d.ProxyFQDN] && !d.ProxyFQDN.IsZero() {
				all[d.Domain] = true
			}
		}
	}
	return all
}
