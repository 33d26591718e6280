// Command cluster-api-controllers runs the controllers and webhooks of Cluster API in one process: its core, kubeadm's
// bootstrap and control plane, and its own infrastructure for tests, which makes machines, nodes and API servers in memory.
//
//	cluster-api-controllers --kubeconfig FILE [flags]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"cdk8s-fleet.dev/engines/lifeline"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	"sigs.k8s.io/cluster-api/controllers/clustercache"
	"sigs.k8s.io/cluster-api/core/setup"
)

const (
	name     = "cluster-api-controllers"
	loopback = "127.0.0.1"
	// Requests to one cluster that was made, per second and at once.
	clusterQPS   = 20
	clusterBurst = 30
)

// Everything listens on loopback.
type options struct {
	webhookPort, healthPort, debugPort  int
	firstWorkloadPort, lastWorkloadPort int
	webhookCertDir                      string
}

func main() {
	lifeline.Watch()
	var o options
	flag.IntVar(&o.webhookPort, "webhook-port", 0, "port of the webhooks")
	flag.StringVar(&o.webhookCertDir, "webhook-cert-dir", "", "folder of their tls.crt and tls.key")
	flag.IntVar(&o.healthPort, "health-port", 0, "port of /readyz")
	flag.IntVar(&o.debugPort, "debug-port", 0, "port at which clusters in memory can be looked at")
	flag.IntVar(&o.firstWorkloadPort, "first-workload-port", 0, "port of the first API server in memory")
	flag.IntVar(&o.lastWorkloadPort, "last-workload-port", 0, "port of the last one")
	klog.InitFlags(nil)
	flag.Parse()
	ctrl.SetLogger(klog.Background())
	if err := run(ctrl.SetupSignalHandler(), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	manager, err := newManager(o)
	if err != nil {
		return err
	}
	if err := manager.AddReadyzCheck("webhooks", manager.GetWebhookServer().StartedChecker()); err != nil {
		return err
	}
	secrets, err := setup.CreateSecretCachingClient(manager)
	if err != nil {
		return err
	}
	clusters, err := clustercache.SetupWithManager(ctx, manager, clustercache.Options{
		SecretClient: secrets,
		Cache:        setup.ClusterCacheCacheOptions(),
		Client:       setup.ClusterCacheClientOptions(name, clusterQPS, clusterBurst),
	}, atOnce)
	if err != nil {
		return err
	}
	if err := addCore(ctx, manager, clusters); err != nil {
		return err
	}
	if err := addKubeadm(ctx, manager, clusters, secrets); err != nil {
		return err
	}
	if err := addInfrastructure(ctx, manager, clusters, o); err != nil {
		return err
	}
	if err := addWebhooks(manager, clusters); err != nil {
		return err
	}
	return manager.Start(ctx)
}
