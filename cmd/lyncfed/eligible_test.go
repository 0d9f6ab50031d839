package main

import (
	"encoding/json"
	"strings"
	"testing"
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
	if status != statusRefused || !strings.Contains(out, "xn--bcher-kva.example is not provisioned") || !strings.Contains(report, "/Licenses/1/Purchased") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	// The platform of a configuration is that of its holdings.
	for in, want := range map[string]int{
		`{"Platform":"LyncServer2013","Holdings":{"Licenses":{"Product":"StandardCAL2013"}}}`:                          statusOK,
		`{"Platform":"LyncServer2013","Holdings":{"Platform":"OCS2007","Licenses":{"Product":"StandardCAL2013"}}}`:     statusRefused,
		`{"Holdings":{"Licenses":{"Product":"StandardCAL2013"}}}`:                                                      statusRefused,
		`{"Platform":"LyncServer1","Holdings":{"Licenses":{"Product":"StandardCAL2013"}}}`:                             statusFailed,
		`{"Platform":"LyncServer2013","Holdings":{"Platform":"LyncServer1","Licenses":{"Product":"StandardCAL2013"}}}`: statusFailed,
	} {
		if out, report, status := lyncfed(strings.NewReader(in), "eligible", "--holdings", "-", "--service", "skype", "--on", "2016-01-01"); status != want {
			t.Errorf("%s: status %d, %s, %s", in, status, out, report)
		}
	}
	if out, report, status := lyncfed(nil, "eligible", "--holdings", someHoldings, "--service", "skype", "--on", ""); status != statusFailed || out != "" || !strings.Contains(report, "no day is given") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	for args, word := range map[string]string{
		"--service skype --on 2014-01-01":                                           `required flag(s) "holdings" not set`,
		"--service skype --holdings " + someHoldings:                                `required flag(s) "on" not set`,
		"--service icq --on 2014-01-01 --holdings " + someHoldings:                  "Write skype, wlm, aol or yahoo",
		"--service skype --on 2014-02-30 --holdings " + someHoldings:                "there is no such day",
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
	golden(t, "testdata/golden/provision-check.txt", out)
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
	if status != statusOK || report != "" || !strings.Contains(out, "0 errors, 0 warnings, 0 notices") || !strings.Contains(out, "and was access.contoso.com:\n    It takes several days") {
		t.Errorf("status %d, %s, %s", status, out, report)
	}
	out, report, _ = lyncfed(nil, "provision", "check", file, "--earlier", earlier, "--format", "json")
	if !json.Valid([]byte(out)) || !strings.Contains(report, "and was access.contoso.com") {
		t.Errorf("%s, %s", out, report)
	}
	if out, _, _ := lyncfed(nil, "provision", "check", file, "--earlier", file); !strings.Contains(out, "Nothing is different") {
		t.Error(out)
	}
	if out, _, _ := lyncfed(nil, "provision", "check", write(t, "none.json", "{}")); !strings.Contains(out, "\nOn no day: ") {
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
	for args, word := range map[string]string{
		"check":                               "takes one file with a request",
		"next a b":                            "takes one file with a request",
		"check missing.json":                  "missing.json",
		"next " + write(t, "none.json", "{}"): "no day is given in Submitted",
		"check " + file + " --format x":       "the formats are",
		"check " + file + " --holdings x":     "open x",
		"check " + file + " --earlier x":      "open x",
	} {
		if _, report, status := lyncfed(nil, append([]string{"provision"}, strings.Fields(args)...)...); status != statusFailed || !strings.Contains(report, word) {
			t.Errorf("%s: status %d, %q, want %q", args, status, report, word)
		}
	}
	if out, _, status := lyncfed(nil, "provision"); status != statusOK || !strings.Contains(out, "provision steps") && !strings.Contains(out, "steps ") {
		t.Errorf("status %d, %s", status, out)
	}
}
