package main

import "cdk8s-fleet.dev/engines/lifeline"

// Before main, which nobody but Prometheus can import.
func init() { lifeline.Watch() }
