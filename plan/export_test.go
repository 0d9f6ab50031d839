package plan

import "github.com/lyncfed/lyncfed/federation"

// Differs is for the example of [RuleResultDiffers], which no plan breaks.
func Differs(result, want federation.Configuration) error { return differs(result, want, nil) }
