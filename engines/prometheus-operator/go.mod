module cdk8s-fleet.dev/engines/prometheus-operator

go 1.26.0

// No program is built of this module: it only pins whose CRDs are read.
require github.com/prometheus-operator/prometheus-operator v0.93.0
