package main

import (
	"cmp"
	"html"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lyncfed/lyncfed/address"
	"github.com/lyncfed/lyncfed/domain"
	"github.com/lyncfed/lyncfed/reach"
)

// A sighting is one report of a refusal: an ms-diagnostics id, a result of the Edge's log,
// an event, a bare SIP status, a client's message to its user, or an error of the shell.
type sighting struct {
	ID        int    // of ms-diagnostics; 0: none is given
	Result    string // of the Edge's log: its name, or its number
	Event     int    // of the event log
	Status    int    // of the SIP response
	Reason    string // from the header or the log
	From, To  string // as written, without sip:
	Domain    string // from the header or the log
	Host      string // from the header or the log
	Peer      string // the server that answered, from the header
	Message   string // the ID of a client's message to its user, without an id of ms-diagnostics
	Shown     bool   // the client showed a message to its user, which does not have the id
	Failure   string // of a command: the ID of a [cmdlet.Failure], or "?" if it is not known
	Cmdlet    string // that failed, if the text names it
	Command   string // that failed, if the text has it
	Parameter string // that the cmdlet does not have
	Direction string // "incoming" or "outgoing", if the log has it
	Line      int
}

// message returns a sighting as a [reach.Message]. It leaves out unreadable values.
func (s sighting) message() reach.Message {
	var m reach.Message
	m.From, _ = address.ParseURI("sip:" + s.From)
	m.To, _ = address.ParseURI("sip:" + s.To)
	m.Domain, _ = domain.ParseSIPDomain(s.Domain)
	host, _ := splitPort(s.Host)
	m.Host, _ = domain.ParseName(host)
	m.Peer, _ = domain.ParseName(s.Peer)
	return m
}

// withoutBlanks removes the blanks that copying has put into a name.
func withoutBlanks(s string) string { return strings.Join(strings.Fields(s), "") }

// splitPort splits a host and the port after it.
func splitPort(s string) (host string, port uint16) {
	if h, p, err := net.SplitHostPort(s); err == nil {
		if n, err := strconv.ParseUint(p, 10, 16); err == nil {
			return h, uint16(n)
		}
	}
	return s, 0
}

var (
	traceStart = regexp.MustCompile(`(?i)(?:^|[\s|:>])(?:SIP/2\.0 \d{3}\b|(?:INVITE|ACK|BYE|CANCEL|REGISTER|OPTIONS|SUBSCRIBE|NOTIFY|BENOTIFY|MESSAGE|SERVICE|INFO|REFER|UPDATE|PRACK|NEGOTIATE) sips?:\S+ SIP/2\.0)`)
	traceOpen  = regexp.MustCompile(`\$\$begin_record|^\s*Log Name\s*:|<Event[ >]`)

	diagnosticHeader = regexp.MustCompile(`(?i)\bms-(?:client-)?diagnostics(?:-public)?"?\s*[:=]\s*"?(\d{1,6})(?:\.\d+)?`)
	diagnosticProse  = regexp.MustCompile(`(?i)\bms-diagnostics\b[^\n\d:;=]{1,40}(\d{3,5})\b`)
	edgeResultCode   = regexp.MustCompile(`(?i)\b0x(c3e[0-9a-f]{5})\b`)
	edgeResultName   = regexp.MustCompile(`\bSIPPROXY_E_\w+`)
	eventID          = regexp.MustCompile(`(?i)\bEvent\s*ID\b(?:[^>\n]{0,80}>|[^\d\n]{0,20})(\d{3,5})\b`)
	sipStatus        = regexp.MustCompile(`(?i)\bSIP/2\.0 (\d{3})\b`)
	shownMessage     = regexp.MustCompile(`(?i)\bmessage was not delivered to\s+(?:sip:)?([^\s,]+?)(?:\.?because)?\s[^.]{0,40}\baddress is outside your organization\b`)
	sipDirection     = regexp.MustCompile(`(?i)\bDirection\s*:\s*(incoming|outgoing)`)
	sipRequest       = regexp.MustCompile(`(?i)\b(?:INVITE|MESSAGE|SUBSCRIBE|OPTIONS|SERVICE|INFO|REFER|NOTIFY|BENOTIFY) sips?:([^\s;>]+)[^\n]* SIP/2\.0`)
	logText          = regexp.MustCompile(`(?i)(?:^|\n)\s*Text\s*:\s*([^\n]+?)\s*(?:Result-Code\b|\n|$)`)
	logData          = regexp.MustCompile(`(?i)(?:^|\n)\s*Data\s*:\s*`)
	logPeer          = regexp.MustCompile(`(?i)(?:^|\n)\s*Peer\s*:\s*(\S+)`)
)

// sipHeader returns the expression for a header with an address, in brackets or after
// sip:.
func sipHeader(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[\s|])` + name + `\s*:(?:[^<\n]|\n[ \t])*?(?:<\s*sips?:([^>\n]+)>|\bsips?:([^\s;>,"]+))`)
}

var (
	fromHeader     = sipHeader("From")
	toHeader       = sipHeader("To")
	assertedHeader = sipHeader("P-Asserted-Identity")
)

// saidReasons maps words of a reason, in lower case, to an id. It is for logs that have
// the reason without the id (MS-OCER).
var saidReasons = []struct {
	words string
	id    int
}{
	{"communicate with public im providers", 1001},
	{"communicate with federated partners", 1002},
	{"users outside the enterprise", 1012},
	{"resolve dns srv record", 1008},
	{"conflicting srv and host domains", 1009},
	{"no match for domain in dns srv results", 1009},
	{"certificate trust with", 1010},
	{"resolve dns a record", 1014},
	{"cannot route from and to domains", 1017},
	{"federated peer did not report diagnostic", 1034},
	{"cannot route to destination domain", 1005},
	{"not enabled for remote access", 4003},
}

// telling has words in lower case. A block reports a refusal if it has one of them, or a
// status of 400 or more.
var telling = func() []string {
	words := []string{"diagnostics", "0xc3e", "sipproxy_e_", "event"}
	for _, said := range saidReasons {
		words = append(words, said.words)
	}
	return words
}()

// readTrace returns the refusals in a SIP trace, a client's log, the log of an Edge or an
// event. They are in the order of the text, without duplicates.
func readTrace(text string) []sighting {
	var all []sighting
	blocks := traceBlocks(text)
	for i, b := range blocks {
		for _, s := range b.sightings() {
			if s.From == "" && s.To == "" {
				s.From, s.To = near(blocks, i)
			}
			all = append(all, s)
		}
	}
	all = append(all, shellFailures(text)...)
	if found := shownMessage.FindStringSubmatchIndex(text); found != nil && len(all) == 0 {
		all = append(all, sighting{ID: 1002, Shown: true, To: plainURI(text[found[2]:found[3]]), Line: 1 + strings.Count(text[:found[0]], "\n")})
	}
	if m, found := reach.FindClientMessage(text); found && len(all) == 0 {
		all = append(all, sighting{Message: m.ID})
	}
	known := slices.ContainsFunc(all, func(s sighting) bool { return s.ID != 0 || s.Result != "" || s.Failure != "" })
	seen := map[sighting]bool{}
	return slices.DeleteFunc(all, func(s sighting) bool {
		bare := s.ID == 0 && s.Result == "" && s.Failure == ""
		s.Line, s.Status, s.Reason, s.Direction = 0, 0, "", ""
		again := seen[s] || bare && known && s.Event == 0
		seen[s] = true
		return again
	})
}

// near returns the addresses for a block without addresses. They are those of the nearest
// message before the block, or else after it, within 20 blocks.
func near(blocks []traceBlock, i int) (from, to string) {
	const far = 20
	for j := i - 1; j >= max(0, i-far); j-- {
		if b := blocks[j].base(); b.From != "" || b.To != "" {
			return b.From, b.To
		}
	}
	for j := i + 1; j < min(len(blocks), i+far); j++ {
		if b := blocks[j].base(); b.From != "" || b.To != "" {
			return b.From, b.To
		}
	}
	return "", ""
}

// A traceBlock is one message or record of a log.
type traceBlock struct {
	text string
	line int // the number of its first line
}

// traceBlocks splits a text into its messages and records.
func traceBlocks(text string) []traceBlock {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", `\r\n`, "\n", `\"`, `"`, "“", `"`, "”", `"`, "\u00a0", " ", "#015", "").Replace(text)
	if strings.Contains(text, "&lt;") || strings.Contains(text, "&quot;") {
		text = html.UnescapeString(text)
	}
	lines := strings.SplitAfter(text, "\n")
	var blocks []traceBlock
	begin, inRecord := 0, false
	end := func(at int) {
		if at > begin {
			blocks = append(blocks, traceBlock{strings.Join(lines[begin:at], ""), begin + 1})
		}
		begin = at
	}
	for i, line := range lines {
		opens := strings.ContainsAny(line, "$<:") && traceOpen.MatchString(line)
		if opens || !inRecord && strings.Contains(line, "SIP/2.0") && traceStart.MatchString(line) {
			end(i)
			inRecord = opens
		}
		if strings.Contains(line, "$$end_record") || strings.Contains(line, "</Event>") {
			end(i + 1)
			inRecord = false
		}
	}
	end(len(lines))
	return blocks
}

// base returns the values that all sightings in a block share.
func (b traceBlock) base() sighting {
	s := sighting{
		From:      cmp.Or(uriIn(fromHeader, b.text), uriIn(assertedHeader, b.text)),
		To:        cmp.Or(uriIn(toHeader, b.text), plainURI(first(sipRequest, b.text))),
		Direction: strings.ToLower(first(sipDirection, b.text)),
	}
	s.Status, _ = strconv.Atoi(first(sipStatus, b.text))
	return s
}

// lowered returns a text with the letters A to Z in lower case. Every byte keeps
// its position, also in a text that is not UTF-8.
func lowered(s string) string {
	text := []byte(s)
	for i, b := range text {
		if 'A' <= b && b <= 'Z' {
			text[i] = b + 'a' - 'A'
		}
	}
	return string(text)
}

// sightings returns the refusals that a block reports.
func (b traceBlock) sightings() []sighting {
	lower := lowered(b.text)
	tells := slices.ContainsFunc(telling, func(word string) bool { return strings.Contains(lower, word) })
	if status, _ := strconv.Atoi(first(sipStatus, b.text)); !tells && status < 400 {
		return nil
	}
	base := b.base()
	lineAt := func(at int) int { return b.line + strings.Count(b.text[:at], "\n") }

	var all []sighting
	for _, found := range diagnosticHeader.FindAllStringSubmatchIndex(b.text, -1) {
		s := base
		if s.ID, _ = strconv.Atoi(b.text[found[2]:found[3]]); s.ID == 0 {
			continue // no document has this error
		}
		s.Line = lineAt(found[0])
		s.fill(parameters(b.text[found[1]:]))
		all = append(all, s)
	}
	if len(all) == 0 {
		if found := diagnosticProse.FindStringSubmatchIndex(b.text); found != nil {
			s := base
			if s.ID, _ = strconv.Atoi(b.text[found[2]:found[3]]); s.ID != 0 {
				s.Line = lineAt(found[0])
				all = append(all, s)
			}
		}
	}
	all = append(all, b.results(base, lineAt)...)
	if len(all) == 0 {
		for _, said := range saidReasons {
			if at := strings.Index(lower, said.words); at >= 0 {
				s := base
				s.ID, s.Line = said.id, lineAt(at)
				all = append(all, s)
				break
			}
		}
	}
	if found := eventID.FindStringSubmatchIndex(b.text); found != nil {
		s := base
		if s.Event, _ = strconv.Atoi(b.text[found[2]:found[3]]); s.Event != 0 {
			s.Line = lineAt(found[0])
			all = append(all, s)
		}
	}
	if len(all) == 0 && base.Status >= 400 {
		s := base
		s.Line = lineAt(sipStatus.FindStringIndex(b.text)[0])
		all = append(all, s)
	}
	return all
}

// results returns the results of the Edge's log in a block. A name next to a number is
// the same result.
func (b traceBlock) results(base sighting, lineAt func(int) int) []sighting {
	name := edgeResultName.FindStringIndex(b.text)
	code := edgeResultCode.FindStringSubmatchIndex(b.text)
	s := base
	switch {
	case name != nil:
		s.Result, s.Line = b.text[name[0]:name[1]], lineAt(name[0])
	case code != nil:
		s.Result, s.Line = "0x"+strings.ToUpper(b.text[code[2]:code[3]]), lineAt(code[0])
	default:
		return nil
	}
	s.Reason = strings.TrimSpace(first(logText, b.text))
	if at := logData.FindStringIndex(b.text); at != nil {
		s.fill(parameters(";" + b.text[at[1]:]))
	}
	if s.Host == "" {
		s.Host, _ = splitPort(first(logPeer, b.text))
	}
	return []sighting{s}
}

// fill sets values of the sighting from the parameters of a header.
func (s *sighting) fill(parameters map[string]string) {
	s.Reason = cmp.Or(s.Reason, parameters["reason"])
	if detail := cmp.Or(parameters["errortype"], parameters["summary"], parameters["info"]); detail != "" {
		s.Reason = strings.TrimPrefix(s.Reason+": "+detail, ": ")
	}
	s.Domain = withoutBlanks(parameters["domain"])
	s.Peer, _ = splitPort(withoutBlanks(parameters["peerserver"]))
	s.Host = withoutBlanks(cmp.Or(parameters["fqdn1"], parameters["tls-target"], parameters["expected-fqdn"], parameters["peerserver"]))
}

// parameters reads ;name="value";name=value at the beginning of a text. It ignores blanks
// and line breaks that copying has added.
func parameters(text string) map[string]string {
	all := map[string]string{}
	for {
		rest, found := strings.CutPrefix(strings.TrimLeft(text, " \t\n\""), ";")
		if !found {
			return all
		}
		name, value, found := strings.Cut(rest, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if !found || strings.ContainsAny(name, " \t\n;:") {
			return all
		}
		value = strings.TrimLeft(value, " \t\n")
		if quoted, isQuoted := strings.CutPrefix(value, `"`); isQuoted {
			value, text, found = strings.Cut(quoted, `"`)
			if !found {
				return all // the text is truncated
			}
		} else {
			end := strings.IndexAny(value, "; \t\n")
			if end < 0 {
				end = len(value)
			}
			value, text = value[:end], value[end:]
		}
		if _, again := all[name]; !again && name != "" {
			all[name] = strings.Join(strings.Fields(value), " ")
		}
	}
}

func first(form *regexp.Regexp, text string) string {
	if found := form.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// uriIn returns the address in a header, without sip: and the parameters.
func uriIn(header *regexp.Regexp, text string) string {
	found := header.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return plainURI(cmp.Or(found[1], found[2]))
}

// plainURI removes the parameters of an address, and the characters that copying adds.
func plainURI(uri string) string {
	uri = withoutBlanks(uri)
	at := strings.LastIndex(uri, "@")
	if end := strings.IndexAny(uri[max(at, 0):], ";?"); end >= 0 {
		uri = uri[:max(at, 0)+end]
	}
	if at < 0 {
		return ""
	}
	if host, port := splitPort(uri[at+1:]); port != 0 {
		uri = uri[:at+1] + host
	}
	return uri
}
