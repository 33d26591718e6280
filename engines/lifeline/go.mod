module cdk8s-fleet.dev/engines/lifeline

go 1.26.0
