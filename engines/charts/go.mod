module cdk8s-fleet.dev/engines/charts

go 1.26.6

// No program is built of this module: it only pins whose charts are read.
require (
	github.com/NVIDIA/k8s-device-plugin v0.19.0
	github.com/cert-manager/cert-manager v1.21.1
	github.com/kyverno/kyverno v1.19.1
	istio.io/istio v0.0.0-20260827124520-eed52ebb66ad
	volcano.sh/volcano v1.15.1
)
