module cdk8s-fleet.dev/engines/cluster-api

go 1.26.0

// No program is built of this module: it only pins whose CRDs are read.
require (
	sigs.k8s.io/cluster-api v1.14.0
	// Cluster API's own infrastructure for tests, which makes machines of nothing.
	sigs.k8s.io/cluster-api/test v1.14.0
)
