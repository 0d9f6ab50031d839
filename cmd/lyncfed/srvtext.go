package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/powershell"
)

// A srvRecord is a record with its position and the certificate of its target.
type srvRecord struct {
	domain.SRV
	line int          // in a file; 0: the record is from DNS
	cert *certificate // of the target; nil: not known
}

// A writtenSRV is the JSON form of a file for srv check: docs/formats.md.
type writtenSRV struct {
	Domain  domain.SIPDomain   `json:",omitzero"` // the SIP domain of records without a Name
	Records []writtenSRVRecord // none: DNS has no record of the domain
}

// A writtenSRVRecord is the JSON form of a record in a file for srv check.
type writtenSRVRecord struct {
	Name           string `json:",omitempty"`
	Target         string
	Port           json.RawMessage
	Certificate    []string        `json:",omitempty"`
	CertificatePEM string          `json:",omitempty"`
	Priority       json.RawMessage `json:",omitempty"` // compared with the other records of the domain

	// The members below are read and not checked.
	Weight json.RawMessage `json:",omitempty"`
	TTL    json.RawMessage `json:",omitempty"`
}

// readSRV reads records from JSON or from the output of a tool: Resolve-DnsName as a
// list, a table or JSON, nslookup of Windows and of Unix, host and dig. d is the SIP
// domain of records without a name, and may be zero. If the text reports that a domain
// has no record, the result has a record that is marked as missing.
func readSRV(text []byte, d domain.SIPDomain) ([]srvRecord, error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') {
		if !json.Valid(trimmed) {
			_, _, err := federation.Decode(text)
			return nil, err
		}
		return readSRVJSON(trimmed, newJSONPlaces(text), d)
	}
	r := srvReader{domain: d}
	return r.read(strings.Split(string(text), "\n"))
}

// readSRVJSON reads an object with Domain and Records, or an object of
// Resolve-DnsName, or an array of them.
func readSRVJSON(text []byte, places jsonPlaces, d domain.SIPDomain) ([]srvRecord, error) {
	if text[0] == '{' {
		return readSRVObject(text, places, d, "")
	}
	var objects []json.RawMessage
	if err := json.Unmarshal(text, &objects); err != nil {
		return nil, err
	}
	var all []srvRecord
	for i, object := range objects {
		records, err := readSRVObject(object, places, d, string(diag.Path("").Index(i)))
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
	}
	if len(all) == 0 {
		return nil, errors.New("the array has no SRV record")
	}
	return all, nil
}

func readSRVObject(text []byte, places jsonPlaces, d domain.SIPDomain, at string) ([]srvRecord, error) {
	var shell struct {
		Name, NameTarget string
		Port, Priority   json.RawMessage
		Records          json.RawMessage
	}
	if err := json.Unmarshal(text, &shell); err != nil {
		return nil, fmt.Errorf("%s: %w", cmp.Or(at, "the object"), err)
	}
	switch {
	case shell.Records == nil && shell.NameTarget != "":
		r, err := newSRVRecord(shell.Name, shell.NameTarget, string(shell.Port), string(shell.Priority), d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", cmp.Or(at, "the object"), err)
		}
		r.line = places.find("", diag.Path(at)).Line
		return []srvRecord{r}, nil
	case shell.Records == nil && at != "" && shell.Name != "":
		return nil, nil // a record of another type in the output of Resolve-DnsName
	}
	var given writtenSRV
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&given); err != nil {
		return nil, fmt.Errorf("%s: %w; it should have Domain and Records, of Name, Target, Port and Certificate", cmp.Or(at, "the object"), err)
	}
	if shell.Records == nil || string(shell.Records) == "null" {
		return nil, fmt.Errorf("%s has no Records; an empty array says that DNS has none", cmp.Or(at, "the object"))
	}
	if given.Domain.IsZero() {
		given.Domain = d
	}
	if len(given.Records) == 0 {
		if given.Domain.IsZero() {
			return nil, fmt.Errorf("%s has no records and no Domain", cmp.Or(at, "the object"))
		}
		return []srvRecord{{SRV: domain.SRV{Domain: given.Domain}}}, nil
	}
	var all []srvRecord
	for i, g := range given.Records {
		r, err := newSRVRecord(g.Name, g.Target, string(g.Port), string(g.Priority), given.Domain)
		if err != nil {
			return nil, fmt.Errorf("%s/Records/%d: %w", at, i, err)
		}
		r.Domain, r.Certificate = given.Domain, g.Certificate
		r.line = places.find("", diag.Path(at).Member("Records").Index(i)).Line
		if g.CertificatePEM != "" {
			if r.cert, err = parseCertificate([]byte(g.CertificatePEM)); err != nil {
				return nil, fmt.Errorf("%s/Records/%d/CertificatePEM: %w", at, i, err)
			}
			if r.Certificate == nil {
				r.Certificate = r.cert.names
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// newSRVRecord returns a record with a name, target, port and priority given as text.
// Without a name it is the record of d. A priority that cannot be read is not known.
func newSRVRecord(name, target, port, priority string, d domain.SIPDomain) (srvRecord, error) {
	r := srvRecord{SRV: domain.SRV{Name: name}}
	if name == "" {
		if d.IsZero() {
			return r, errors.New("the record has no Name, and there is no SIP domain that it is of: give --domain")
		}
		r.Name = d.FederationSRV()
	}
	number, err := strconv.ParseUint(strings.Trim(port, `"`), 10, 16)
	if err != nil {
		return r, fmt.Errorf("%s: Port is %s, and should be a number from 0 to 65535", r.Name, cmp.Or(port, "missing"))
	}
	r.Port = uint16(number)
	if number, err := strconv.ParseUint(strings.Trim(priority, `"`), 10, 16); err == nil {
		r.Priority = uint16(number)
	}
	if r.Target, err = parseTarget(target); err != nil {
		return r, fmt.Errorf("%s: Target: %w", r.Name, err)
	}
	return r, nil
}

// parseTarget reads a target, with or without a final dot. A single dot means that the
// service does not exist (RFC 2782), and gives the zero Name.
func parseTarget(text string) (domain.Name, error) {
	if text == "." {
		return domain.Name{}, nil
	}
	return domain.ParseName(strings.TrimSuffix(text, "."))
}

// A srvReader reads the output of a tool.
type srvReader struct {
	domain  domain.SIPDomain // of records without a name
	records []srvRecord
	denied  []string // names without a record, by the text
	failed  string   // a line that reports a failed DNS query

	list    map[string]string // the pairs of a list, or of nslookup's lines below a name
	line    int               // the number of the first line of list
	columns []column          // the columns of a table
}

// A column is a column of a table, with the position at which its values begin.
type column struct {
	name string
	at   int
}

var (
	srvName     = regexp.MustCompile(`(?i)_[a-z0-9-]+\._(?:tcp|udp|tls)\.[a-z0-9._-]*[a-z0-9]`)
	srvLocation = regexp.MustCompile(`^(_\S+)\s+SRV .*:$`)                                                     // nslookup of Windows
	srvService  = regexp.MustCompile(`^(\S+)\s+service = (\d+) (\d+) (\d+) (\S+)$`)                            // nslookup of Unix
	srvHost     = regexp.MustCompile(`^(\S+) has SRV record (\d+) (\d+) (\d+) (\S+)$`)                         // host
	srvAnswer   = regexp.MustCompile(`(?i)^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?SRV\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)$`) // dig, and a zone file
	srvShort    = regexp.MustCompile(`^(\d+) (\d+) (\d+) (\S+)$`)                                              // dig +short
	srvPair     = regexp.MustCompile(`^\s*(\w[\w ]*?)\s*[:=]\s*(.*)$`)                                         // a list, or nslookup's
	srvDenied   = regexp.MustCompile(`(?i)non-existent domain|nxdomain|no answer|has no srv record|dns name does not exist|no records found|primary name server|primaryserver|answer: 0\b`)
	srvFailed   = regexp.MustCompile(`(?i)timed out|timeout|servfail|server failed|query refused|status: refused|no servers could be reached|no response from server|unspecified error`)
)

func (r *srvReader) read(lines []string) ([]srvRecord, error) {
	var asked []string
	for i, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		if name := srvName.FindString(line); name != "" {
			asked = append(asked, name)
		}
		if err := r.next(i+1, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if err := r.endList(); err != nil {
		return nil, err
	}
	if len(r.records) == 0 && r.failed != "" {
		return nil, fmt.Errorf("DNS could not be asked: %s", r.failed)
	}
	records := federationOnly(r.records)
	denied := r.denied
	if slices.Contains(denied, "") && len(records) == 0 {
		denied = append(denied, asked...)
	}
	for _, name := range denied {
		d, ok := domain.SRV{Name: name}.Of()
		if name == "" {
			d, ok = r.domain, !r.domain.IsZero() && len(records) == 0
		}
		if ok && !slices.ContainsFunc(records, func(other srvRecord) bool { o, _ := other.Of(); return o == d }) {
			records = append(records, srvRecord{SRV: domain.SRV{Domain: d}})
		}
	}
	if len(records) == 0 {
		return nil, errors.New("no SRV record was read: give JSON with Domain and Records, or what Resolve-DnsName -Type SRV or nslookup -type=srv prints")
	}
	return records, nil
}

// federationOnly leaves out the records of other services of a domain that has a
// federation record.
func federationOnly(records []srvRecord) []srvRecord {
	has := map[domain.SIPDomain]bool{}
	isFederation := func(r srvRecord, d domain.SIPDomain) bool {
		return strings.EqualFold(strings.TrimSuffix(r.Name, "."), d.FederationSRV())
	}
	for _, r := range records {
		if d, ok := r.Of(); ok && isFederation(r, d) {
			has[d] = true
		}
	}
	return slices.DeleteFunc(records, func(r srvRecord) bool {
		d, _ := r.Of()
		return has[d] && !isFederation(r, d)
	})
}

// next reads a line.
func (r *srvReader) next(n int, line string) error {
	text := strings.TrimSpace(line)
	for _, form := range []*regexp.Regexp{srvService, srvHost, srvAnswer} {
		if found := form.FindStringSubmatch(text); found != nil && !strings.HasPrefix(text, ";") {
			return r.add(n, found[1], found[5], found[4], found[2])
		}
	}
	if found := srvShort.FindStringSubmatch(text); found != nil {
		return r.add(n, "", found[4], found[3], found[1])
	}
	if srvFailed.MatchString(text) {
		r.failed = text
	} else if srvDenied.MatchString(text) {
		r.denied = append(r.denied, srvName.FindString(text))
	}
	if found := srvLocation.FindStringSubmatch(text); found != nil {
		if err := r.endList(); err != nil {
			return err
		}
		r.list, r.line = map[string]string{"name": found[1]}, n
		return nil
	}
	if text == "" {
		r.columns = nil
		return r.endList()
	}
	if r.columns != nil {
		return r.row(n, line)
	}
	if strings.HasPrefix(text, "Name ") && strings.Contains(text, "NameTarget") && strings.Contains(text, "Port") && !strings.Contains(text, ":") {
		r.columns = columnsOf(line)
		return nil
	}
	if found := srvPair.FindStringSubmatch(line); found != nil {
		key := strings.ToLower(found[1])
		if key == "name" && r.list["name"] != "" {
			if err := r.endList(); err != nil {
				return err
			}
		}
		if r.list == nil {
			r.list, r.line = map[string]string{}, n
		}
		r.list[key] = found[2]
	}
	return nil
}

// endList adds the record of a list at the end of the list.
func (r *srvReader) endList() error {
	list := r.list
	r.list = nil
	target := cmp.Or(list["nametarget"], list["svr hostname"])
	if target == "" {
		return nil
	}
	if err := r.add(r.line, list["name"], target, list["port"], list["priority"]); err != nil {
		return fmt.Errorf("line %d: %w", r.line, err)
	}
	return nil
}

// columnsOf returns the columns of a table by its heading.
func columnsOf(heading string) []column {
	var all []column
	for _, found := range regexp.MustCompile(`\S+`).FindAllStringIndex(heading, -1) {
		all = append(all, column{strings.ToLower(heading[found[0]:found[1]]), found[0]})
	}
	return all
}

// row reads a row of a table. Numbers are right-aligned in their column.
func (r *srvReader) row(n int, line string) error {
	if strings.Trim(line, "- ") == "" {
		return nil
	}
	values := map[string]string{}
	if fields := strings.Fields(line); len(fields) == len(r.columns) {
		for i, c := range r.columns {
			values[c.name] = fields[i]
		}
	} else {
		for i, c := range r.columns {
			end := len(line)
			if i+1 < len(r.columns) {
				end = min(r.columns[i+1].at, end)
			}
			if c.at < end {
				values[c.name] = strings.TrimSpace(line[c.at:end])
			}
		}
	}
	if values["nametarget"] == "" {
		return nil
	}
	return r.add(n, values["name"], values["nametarget"], values["port"], values["priority"])
}

// add adds a record. A truncated name that fits the given domain is taken as the name of
// that domain.
func (r *srvReader) add(n int, name, target, port, priority string) error {
	if start, cut := cutOff(name); cut && !r.domain.IsZero() && strings.HasPrefix(r.domain.FederationSRV(), strings.ToLower(start)) {
		name = r.domain.FederationSRV()
	}
	for _, text := range []string{name, target} {
		if _, cut := cutOff(text); cut {
			return fmt.Errorf("%s is cut off: print it with | Format-List", text)
		}
	}
	record, err := newSRVRecord(name, target, port, priority, r.domain)
	if err != nil {
		return err
	}
	record.line = n
	r.records = append(r.records, record)
	return nil
}

// cutOff returns the beginning of a text that PowerShell has truncated, and whether it
// has.
func cutOff(text string) (start string, cut bool) {
	if start, cut = strings.CutSuffix(text, "..."); cut {
		return start, true
	}
	return strings.CutSuffix(text, "…")
}

// readSRVFile reads the records of a file; - is the standard input.
func readSRVFile(name string, stdin io.Reader, d domain.SIPDomain) (powershell.File, []srvRecord, error) {
	file, text, err := readTextFile(name, stdin)
	if err != nil {
		return powershell.File{}, nil, err
	}
	records, err := readSRV(text, d)
	if err != nil {
		return powershell.File{}, nil, fmt.Errorf("%s: %w", file.Name, err)
	}
	return file, records, nil
}
