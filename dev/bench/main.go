//go:build unix

// Command bench has what run.sh compares lyncfed with. It writes a list of contacts,
// copies it, and decorates it by a slow and plain reference. It writes configurations
// with n users, and takes their texts apart without checking anything. It measures how
// the cost of the library grows.
//
//	bench generate N > LIST
//	bench copy FILE OUT
//	bench reference LIST > OUT
//	bench users json|csv N > FILE
//	bench unmarshal FILE
//	bench split FILE
//	bench growth
package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "generate":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return generate(os.Stdout, n)
	case len(args) == 3 && args[0] == "copy":
		return copyFile(args[1], args[2])
	case len(args) == 2 && args[0] == "reference":
		return reference(os.Stdout, args[1])
	case len(args) == 3 && args[0] == "users":
		n, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		text := usersCSV(n)
		if args[1] == "json" {
			text = configuration(n, 1000, 20)
		}
		_, err = io.WriteString(os.Stdout, text)
		return err
	case len(args) == 2 && args[0] == "unmarshal":
		return unmarshalFile(args[1])
	case len(args) == 2 && args[0] == "split":
		return splitFile(args[1])
	case len(args) == 1 && args[0] == "growth":
		return growth(os.Stdout)
	}
	return fmt.Errorf("usage: bench generate N | copy FILE OUT | reference LIST | users json|csv N | unmarshal FILE | split FILE | growth")
}

var (
	first = strings.Fields("ann ben carla dmitri ed fatima guy hana ivo june ken lola mai nils olga pat qi ray sue ted uma vic wei xena yan zoe")
	last  = strings.Fields("adams berg chen diaz evans fischer garcia holt ivanov jones kim lopez meyer novak ortiz petrov quist rossi smith tran ueda vogel wang xu young zhou")
	hosts = strings.Fields("contoso.com fabrikam.com northwindtraders.com litwareinc.com tailspintoys.com adatum.com it.contoso.com wingtip.toys proseware.com woodgrove-bank.com msn.com hotmail.com live.com outlook.com hotmail.co.uk")
)

// generate writes n addresses as a directory has them: 25 bytes a line on
// average, in lower case, which the peers do not fold.
func generate(w io.Writer, n int) error {
	r, out := rand.New(rand.NewPCG(1, 4)), bufio.NewWriterSize(w, 1<<20)
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	for range n {
		switch user, family := pick(first), pick(last); r.IntN(4) {
		case 0:
			fmt.Fprintf(out, "%s.%s@%s\n", user, family, pick(hosts))
		case 1:
			fmt.Fprintf(out, "%s%d@%s\n", family, r.IntN(10000), pick(hosts))
		case 2:
			fmt.Fprintf(out, "%s-%s%d@%s\n", user, family, r.IntN(100), pick(hosts))
		default:
			fmt.Fprintf(out, "%s.%s%d@%s\n", user, family, r.IntN(1000), pick(hosts))
		}
	}
	return out.Flush()
}

// copyFile copies through memory, as lyncfed does: io.Copy would have the
// system copy, or share, the blocks of the file.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{out}, struct{ io.Reader }{in}, make([]byte, 128<<10)); err != nil {
		return err
	}
	return out.Close()
}

// The reference has the grammar as a regular expression, but for lengths; the
// tests of package address have another.
var (
	grammar  = regexp.MustCompile("^([a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+(?:\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~()-]+)*)@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)$")
	excluded = map[string]bool{"msn.com": true, "outlook.com": true, "live.com": true, "hotmail.com": true}
)

func reference(w io.Writer, name string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	out := bufio.NewWriterSize(w, 1<<20)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		m := grammar.FindStringSubmatch(lines.Text())
		if m == nil {
			return fmt.Errorf("%q is no address", lines.Text())
		}
		if user, host := m[1], m[2]; excluded[host] {
			fmt.Fprintf(out, "%s@%s\n", user, host)
		} else {
			fmt.Fprintf(out, "%s(%s)@msn.com\n", user, host)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Flush()
}
