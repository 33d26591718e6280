package main

import "cdk8s-fleet.dev/engines/lifeline"

// Before main, which nobody but Kyverno can import.
func init() { lifeline.Watch() }
