module cdk8s-fleet.dev/engines/flux

go 1.26.0

// No program is built of this module: it only pins whose CRDs are read.
require (
	github.com/fluxcd/helm-controller v1.6.3
	github.com/fluxcd/source-controller v1.9.1
)
