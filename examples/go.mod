module github.com/lyncfed/lyncfed/examples

go 1.26.0

require github.com/lyncfed/lyncfed v0.0.0-00010101000000-000000000000

require (
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/hashicorp/go-multierror v1.1.1 // indirect
)
