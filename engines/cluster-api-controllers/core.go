package main

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/util/sets"
	ctrl "sigs.k8s.io/controller-runtime"

	core "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/controllers/clustercache"
	"sigs.k8s.io/cluster-api/core/reconcilers/cluster"
	"sigs.k8s.io/cluster-api/core/reconcilers/machine"
	"sigs.k8s.io/cluster-api/core/reconcilers/machinedeployment"
	"sigs.k8s.io/cluster-api/core/reconcilers/machinehealthcheck"
	"sigs.k8s.io/cluster-api/core/reconcilers/machineset"
	"sigs.k8s.io/cluster-api/util/index"
)

// Until a cluster that does not answer is unknown, as in Cluster API's own program.
const (
	connectionGrace = 50 * time.Second
	conditionsGrace = 5 * time.Minute
)

// addCore adds the controllers of clusters and machines.
func addCore(ctx context.Context, manager ctrl.Manager, clusters clustercache.ClusterCache) error {
	if err := index.AddDefaultIndexes(ctx, manager); err != nil {
		return err
	}
	client, reader := manager.GetClient(), manager.GetAPIReader()
	return addReconcilers(ctx, manager,
		&cluster.Reconciler{
			Client: client, APIReader: reader, ClusterCache: clusters, RemoteConnectionGracePeriod: connectionGrace,
		},
		&machine.Reconciler{
			Client: client, APIReader: reader, ClusterCache: clusters, RemoteConditionsGracePeriod: conditionsGrace,
		},
		&machineset.Reconciler{
			Client: client, APIReader: reader, ClusterCache: clusters,
			PreflightChecks: sets.New(core.MachineSetPreflightCheckAll),
		},
		&machinedeployment.Reconciler{Client: client, APIReader: reader},
		&machinehealthcheck.Reconciler{Client: client, ClusterCache: clusters},
	)
}
