package main

import (
	ctrl "sigs.k8s.io/controller-runtime"

	bootstrap "sigs.k8s.io/cluster-api/bootstrap/kubeadm/webhooks/admission"
	"sigs.k8s.io/cluster-api/controllers/clustercache"
	controlplane "sigs.k8s.io/cluster-api/controlplane/kubeadm/webhooks/admission"
	core "sigs.k8s.io/cluster-api/core/webhooks/admission"
)

// addWebhooks serves what fills in and judges the objects of core and kubeadm.
func addWebhooks(manager ctrl.Manager, clusters clustercache.ClusterCache) error {
	for _, one := range []interface{ SetupWebhookWithManager(ctrl.Manager) error }{
		&core.Cluster{Client: manager.GetClient(), ClusterCacheReader: clusters},
		&core.Machine{},
		&core.MachineSet{},
		&core.MachineDeployment{},
		&core.MachineHealthCheck{},
		&bootstrap.KubeadmConfig{},
		&bootstrap.KubeadmConfigTemplate{},
		&controlplane.KubeadmControlPlane{},
		&controlplane.ScaleValidator{Client: manager.GetClient()},
	} {
		if err := one.SetupWebhookWithManager(manager); err != nil {
			return err
		}
	}
	return nil
}
