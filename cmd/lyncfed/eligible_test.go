package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/lyncfed/lyncfed/diag"
)

const (
	someHoldings = "../../examples/testdata/holdings.json"
	someRequest  = "../../examples/testdata/request.json"
)

func TestEligible(t *testing.T) {
	out, report, status := lyncfed(nil, "eligible", "--holdings", someHoldings, "--service", "all", "--on", "2014-06-30")
	if status != statusRefused || report != "" {
		t.Errorf("status %d, %s", status, report)
	}
	golden(t, "testdata/golden/eligible.txt", out)

	out, _, status = lyncfed(nil, "eligible", "--holdings", someHoldings, "--service", "Yahoo", "--on", "2014-06-30", "--format", "json")
	if status != statusOK {
		t.Errorf("status %d", status)
	}
	golden(t, "testdata/golden/eligible.json", out)
	var one jsonAnswer
	if err := json.Unmarshal([]byte(out), &one); err != nil || !one.Allowed || one.Until.String() != "2014-06-30" || len(one.Capabilities) != 2 || len(one.Reasons) != 4 {
		t.Errorf("%+v, %v", one, err)
	}
	out, _, _ = lyncfed(nil, "eligible", "--holdings", someHoldings, "--service", "all", "--on", "2030-01-01", "--format", "json")
	var all []jsonAnswer
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 4 || all[0].Allowed {
		t.Errorf("%+v, %v", all, err)
	}

	// Holdings in a configuration, new domains, and what is wrong with holdings.
	in := `{"Users":[],"Holdings":{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2010"},{"Product":"PICUSL","Expires":"2014-12-31"}]}}`
	out, report, status = lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", "aol", "--on", "2013-10-07", "--new-domain", "bücher.example")
	if status != statusRefused || !strings.Contains(out, "xn--bcher-kva.example was not provisioned") || !strings.Contains(report, "/Licenses/1/Purchased") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	// The platform of a configuration is that of its holdings. A part that cannot be
	// read is not known, and so is all that depends on it.
	const skype, cal = "skype", `"Licenses":{"Product":"StandardCAL2013"}`
	for in, want := range map[string]int{
		`{"Platform":"LyncServer2013","Holdings":{` + cal + `}}`:                                                   statusOK,
		`{"Platform":"LyncServer2013","Holdings":{"Platform":"OCS2007",` + cal + `}}`:                              statusRefused,
		`{"Holdings":{` + cal + `}}`:                                                                               statusUnknown,
		`{"Platform":"LyncServer1","Holdings":{` + cal + `}}`:                                                      statusUnknown,
		`{"Platform":"LyncServer1","Holdings":{"Platform":"LyncServer2013",` + cal + `}}`:                          statusOK,
		`{"Platform":"LyncServer2013","Holdings":{"Platform":"LyncServer1",` + cal + `}}`:                          statusUnknown,
		`{"Platform":"LyncServer2013","Holdings":{"Platform":"LyncServer1"}}`:                                      statusRefused,
		`{"Platform":"LyncServer2013","platform":"LyncServer2013","Holdings":{` + cal + `}}`:                       statusUnknown,
		`{"Platform":"LyncServer2013","Holdings":{"Licenses":[{"Product":"Gold"}]}}`:                               statusUnknown,
		`{"Platform":"LyncServer2013","Holdings":{"Licenses":[{"Product":"Gold"},{"Product":"StandardCAL2013"}]}}`: statusOK,
		`{"Platform":"LyncServer2013","Holdings":{` + cal + `},"holdings":{` + cal + `}}`:                          statusUnknown,
		`{"Platform":"LyncServer2013","Holdings":7}`:                                                               statusUnknown,
		`{"Platform":"LyncServer2013","Holdings":{"Licenses":[]}}`:                                                 statusRefused,
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"Gold"}]}`:                                            statusUnknown,
		`{"Platform":"LyncServer2013","Licences":[{"Product":"StandardCAL2013"}]}`:                                 statusUnknown,
		`{"Platform":"LyncServer2013","Licenses":[{"Product":"Gold"},{"Product":"StandardCAL2010"}]}`:              statusOK,
		`{` + cal + `}`:                   statusUnknown,
		`{"Platform":"LyncServer2013"}`:   statusRefused,
		`[{"Platform":"LyncServer2013"}]`: statusFailed,
		`{"Platform":"LyncServer2013"`:    statusFailed,
	} {
		out, report, status := lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", skype, "--on", "2016-01-01", "--format", "json")
		if status != want {
			t.Errorf("%s: status %d, %s, %s", in, status, out, report)
		}
		if want == statusFailed {
			continue
		}
		var one jsonAnswer
		outcome := map[int]diag.Outcome{statusOK: diag.Passed, statusRefused: diag.Refused, statusUnknown: diag.NotKnown}[want]
		if err := json.Unmarshal([]byte(out), &one); err != nil || one.Outcome != outcome || one.Allowed != (want == statusOK) {
			t.Errorf("%s: %v, %+v", in, err, one)
		}
	}
	// Refused comes before not known, and not known before allowed.
	for service, want := range map[string]int{"all": statusRefused, "yahoo": statusUnknown, "aol": statusOK} {
		in := `{"Platform":"LyncServer2013","Licenses":[{"Product":"StandardCAL2013"},{"Product":"PICUSL","Purchased":"2012-01-01","Expires":"?"}]}`
		if _, report, status := lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", service, "--on", "2013-01-01"); status != want || report == "" {
			t.Errorf("%s: status %d, %s", service, status, report)
		}
	}
	in = `{"Platform":"LyncServer2013","Licenses":[{"Product":"PICUSL","Purchased":"2012-01-01"}],"Agreements":[{"Program":"VolumeLicensing","Number":"7654321","Start":"2014-01-01","End":"2014-12-31"},{"Program":"VolumeLicensing","Start":"2014-01-01"}]}`
	out, _, status = lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", "all", "--on", "2012-01-24")
	if status != statusRefused {
		t.Errorf("status %d, %s", status, out)
	}
	golden(t, "testdata/golden/eligible-unknown.txt", out)
	in = strings.Replace(in, `{"Product":"PICUSL","Purchased":"2012-01-01"}`, `{"Product":"StandardCAL2010"},{"Product":"PICUSL","Purchased":"2012-01-01"}`, 1)
	out, _, status = lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", "yahoo", "--on", "2013-01-01", "--format", "json")
	if status != statusUnknown {
		t.Errorf("status %d, %s", status, out)
	}
	golden(t, "testdata/golden/eligible-unknown.json", out)
	in = `{"Platform":"LyncServer2010","Licenses":[{"Product":"StandardCAL2010"}]}`
	for on, name := range map[string]string{"2011-03-01": "eligible-2011.txt", "2012-09-01": "eligible-2012.txt"} {
		out, _, status = lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", "wlm", "--on", on)
		if status != statusOK {
			t.Errorf("status %d, %s", status, out)
		}
		golden(t, "testdata/golden/"+name, out)
	}
	if out, report, status := lyncfed(nil, "eligible", "--holdings", someHoldings, "--service", "skype", "--on", ""); status != statusFailed || out != "" || !strings.Contains(report, "--on: no value is given") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	for args, word := range map[string]string{
		"--service skype --on 2014-01-01":                                           "needs --holdings",
		"--service icq --on 2014-01-01 --holdings " + someHoldings:                  "the services are skype, wlm, aol, yahoo",
		"--service skype --on 2014-02-30 --holdings " + someHoldings:                "the day does not exist",
		"--service skype --on 2014-01-01 --holdings missing.json":                   "missing.json",
		"--service skype --on 2014-01-01 --holdings " + write(t, "empty.json", ""):  "is empty",
		"--service skype --on 2014-01-01 --holdings " + write(t, "bad.json", "[1]"): "diag.member.type",
		"--service skype --on 2014-01-01 --new-domain x --holdings " + someHoldings: "--new-domain: SIP domain \"x\"",
		"--service skype --on 2014-01-01 --format yaml --holdings " + someHoldings:  "the formats are json, text",
	} {
		if out, report, status := lyncfed(nil, append([]string{"eligible"}, strings.Fields(args)...)...); status != statusFailed || !strings.Contains(report, word) || out != "" {
			t.Errorf("%s: status %d, %q, want %q", args, status, report, word)
		}
	}
}

func TestProvision(t *testing.T) {
	out, _, status := lyncfed(nil, "provision", "check", someRequest, "--holdings", someHoldings)
	if status != statusRefused {
		t.Errorf("status %d", status)
	}
	golden(t, "testdata/golden/provision-check.txt", strings.ReplaceAll(out, release(), "VERSION"))
	out, _, status = lyncfed(nil, "provision", "next", someRequest)
	if status != statusOK {
		t.Errorf("status %d", status)
	}
	golden(t, "testdata/golden/provision-next.txt", out)
	out, _, status = lyncfed(nil, "provision", "steps")
	if status != statusOK {
		t.Errorf("status %d", status)
	}
	golden(t, "testdata/golden/provision-steps.txt", out)

	right := `{"Agreement":{"Program":"PartnerNetwork","Number":"42"},"AcceptedProductUseRights":true,"Edges":{"Fqdns":"sip.contoso.com","SipDomains":"contoso.com"},"Services":"skype","Submitted":"2019-05-01"}`
	file := write(t, "right.json", right)
	earlier := write(t, "earlier.json", strings.Replace(right, "sip.contoso.com", "access.contoso.com", 1))
	out, report, status := lyncfed(nil, "provision", "check", file, "--earlier", earlier)
	if status != statusOK || report != "" || !strings.Contains(out, "0 errors, 0 warnings, 1 notice") || !strings.Contains(strings.Join(strings.Fields(out), " "), "and was access.contoso.com: It takes several days") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	out, report, _ = lyncfed(nil, "provision", "check", file, "--earlier", earlier, "--format", "json")
	if !json.Valid([]byte(out)) || report != "" || !strings.Contains(out, `"Before": "access.contoso.com"`) {
		t.Errorf("%s, %s", out, report)
	}
	if out, _, _ := lyncfed(nil, "provision", "check", file, "--earlier", file); !strings.Contains(out, "Nothing is different") {
		t.Error(out)
	}
	if out, _, _ := lyncfed(nil, "provision", "check", write(t, "none.json", "{}")); !strings.Contains(out, "A provisioning request\n") {
		t.Error(out)
	}
	late := write(t, "late.json", strings.Replace(right, "2019-05-01", "2025-05-05", 1))
	if out, _, status := lyncfed(nil, "provision", "next", late); status != statusOK || !strings.Contains(out, "nothing left") || strings.Contains(out, "1.") {
		t.Errorf("status %d, %s", status, out)
	}
	closed := write(t, "closed.json", strings.Replace(right, "2019-05-01", "2019-08-15", 1))
	if out, _, _ := lyncfed(nil, "provision", "next", closed); strings.Contains(out, "While waiting") || !strings.Contains(out, "On the server") {
		t.Error(out)
	}
	if out, _, _ := lyncfed(nil, "provision", "next", file); !strings.Contains(out, "from 2019-05-02 to 2019-05-03") {
		t.Error(out)
	}
	// A part that cannot be read is an error of the request, and its consequences
	// are not listed.
	machine := write(t, "machine.json", strings.Replace(right, `"contoso.com"`, `["EDGE01","contoso.com"]`, 1))
	out, report, status = lyncfed(nil, "provision", "check", machine, "--format", "json")
	var form struct {
		Findings []struct{ Rule, Path, Severity string }
	}
	err := json.Unmarshal([]byte(out), &form)
	checked := form.Findings
	if err != nil || status != statusRefused || report != "" || len(checked) != 2 || checked[0].Rule != "domain.label.single" || checked[0].Severity != "error" {
		t.Errorf("status %d, %v, %s, %s", status, err, out, report)
	}
	if out, report, status := lyncfed(nil, "provision", "next", machine); status != statusOK || !strings.Contains(out, "2019-05-03") || !strings.Contains(report, "/Edges/SipDomains/0") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	local := write(t, "local.json", strings.Replace(right, "sip.contoso.com", "edge01.contoso.local", 1))
	if out, _, status := lyncfed(nil, "provision", "check", local); status != statusRefused || !strings.Contains(out, "licensing.request.reachable") {
		t.Errorf("status %d, %s", status, out)
	}
	for args, word := range map[string]string{
		"check":                               "takes one file with a request",
		"next a b":                            "takes one file with a request",
		"check missing.json":                  "missing.json",
		"next " + write(t, "none.json", "{}"): "no day is given in Submitted",
		"check " + file + " --format x":       "the formats are",
		"check " + file + " --holdings x":     "x: no such file",
		"check " + file + " --earlier x":      "x: no such file",
	} {
		if _, report, status := lyncfed(nil, append([]string{"provision"}, strings.Fields(args)...)...); status != statusFailed || !strings.Contains(report, word) {
			t.Errorf("%s: status %d, %q, want %q", args, status, report, word)
		}
	}
	if out, _, status := lyncfed(nil, "provision"); status != statusOK || !strings.Contains(out, "provision steps") && !strings.Contains(out, "steps ") {
		t.Errorf("status %d, %s", status, out)
	}
}
