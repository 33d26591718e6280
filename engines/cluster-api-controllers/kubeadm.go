package main

import (
	"context"
	"time"

	"go.uber.org/zap"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"sigs.k8s.io/cluster-api/bootstrap/kubeadm/reconcilers/kubeadmconfig"
	"sigs.k8s.io/cluster-api/controllers/clustercache"
	"sigs.k8s.io/cluster-api/controlplane/kubeadm/pkg/etcd"
	"sigs.k8s.io/cluster-api/controlplane/kubeadm/reconcilers/kubeadmcontrolplane"
)

// As in Cluster API's own programs.
const (
	etcdDialTimeout = 10 * time.Second
	tokenLifetime   = 15 * time.Minute
)

// addKubeadm adds the controllers that make nodes and control planes by kubeadm.
func addKubeadm(
	ctx context.Context, manager ctrl.Manager, clusters clustercache.ClusterCache, secrets client.Client,
) error {
	return addReconcilers(ctx, manager,
		&kubeadmconfig.Reconciler{
			Client: manager.GetClient(), APIReader: manager.GetAPIReader(), SecretCachingClient: secrets,
			ClusterCache: clusters, TokenTTL: tokenLifetime,
		},
		&kubeadmcontrolplane.Reconciler{
			Client: manager.GetClient(), APIReader: manager.GetAPIReader(), SecretCachingClient: secrets,
			ClusterCache: clusters, EtcdDialTimeout: etcdDialTimeout, EtcdCallTimeout: etcd.DefaultCallTimeout,
			EtcdLogger: zap.NewNop(), RemoteConditionsGracePeriod: conditionsGrace,
		},
	)
}
