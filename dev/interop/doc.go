// Package interop compares lyncfed with other SIP libraries. It has only tests.
package interop
