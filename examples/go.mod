module github.com/lyncfed/lyncfed/examples

go 1.26.0

require github.com/lyncfed/lyncfed v0.1.0

require (
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/hashicorp/go-multierror v1.1.1 // indirect
)
