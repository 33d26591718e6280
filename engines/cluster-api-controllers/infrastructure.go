package main

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"

	"sigs.k8s.io/cluster-api/controllers/clustercache"
	"sigs.k8s.io/cluster-api/test/infrastructure/container"
	"sigs.k8s.io/cluster-api/test/infrastructure/docker/controllers"
	cloud "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/cloud/api/v1alpha1"
	inmemory "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime"
	"sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/server"
)

// addInfrastructure adds the controllers of machines in memory, and of the clusters that they become.
func addInfrastructure(
	ctx context.Context, manager ctrl.Manager, clusters clustercache.ClusterCache, o options,
) error {
	scheme := runtime.NewScheme()
	if err := addTypes(scheme, cloud.AddToScheme, corev1.AddToScheme, appsv1.AddToScheme, rbacv1.AddToScheme,
		storagev1.AddToScheme, policyv1.AddToScheme, apiextensionsv1.AddToScheme); err != nil {
		return err
	}
	memory := inmemory.NewManager(scheme)
	if err := memory.Start(ctx); err != nil {
		return err
	}
	servers, err := server.NewWorkloadClustersMux(memory, loopback, server.CustomPorts{
		MinPort: int32(o.firstWorkloadPort), MaxPort: int32(o.lastWorkloadPort), DebugPort: int32(o.debugPort),
	})
	if err != nil {
		return err
	}
	// The controllers want one. Nothing in memory uses it, and it connects to nothing until it is used.
	containers, err := container.NewDockerClient()
	if err != nil {
		return err
	}
	client := manager.GetClient()
	return addReconcilers(ctx, manager,
		&controllers.DevClusterReconciler{
			Client: client, ContainerRuntime: containers, InMemoryManager: memory, APIServerMux: servers,
		},
		&controllers.DevMachineReconciler{
			Client: client, ContainerRuntime: containers, InMemoryManager: memory, APIServerMux: servers,
			ClusterCache: clusters,
		},
	)
}
