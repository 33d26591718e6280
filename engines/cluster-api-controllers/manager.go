package main

import (
	"context"
	"net"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/selection"
	kubernetes "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"

	bootstrapv1beta1 "sigs.k8s.io/cluster-api/api/bootstrap/kubeadm/v1beta1"
	bootstrap "sigs.k8s.io/cluster-api/api/bootstrap/kubeadm/v1beta2"
	controlplanev1beta1 "sigs.k8s.io/cluster-api/api/controlplane/kubeadm/v1beta1"
	controlplane "sigs.k8s.io/cluster-api/api/controlplane/kubeadm/v1beta2"
	corev1beta1 "sigs.k8s.io/cluster-api/api/core/v1beta1"
	core "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/core/setup"
	infrastructure "sigs.k8s.io/cluster-api/test/infrastructure/docker/api/v1beta2"
)

// Requests to the host, per second and at once, as for each of Cluster API's own programs.
const (
	hostQPS   = 100
	hostBurst = 200
)

// Objects of a kind that a controller works on at the same time.
var atOnce = controller.Options{MaxConcurrentReconciles: 10}

// newManager makes what all controllers share. As each of Cluster API's own programs it sees the Secrets of clusters and
// no others, but keeps all of what is in them: which part is needed differs from program to program.
func newManager(o options) (ctrl.Manager, error) {
	scheme := runtime.NewScheme()
	if err := addTypes(scheme, kubernetes.AddToScheme, apiextensionsv1.AddToScheme, core.AddToScheme,
		bootstrap.AddToScheme, controlplane.AddToScheme, infrastructure.AddToScheme,
		// The webhooks want the former version, too.
		corev1beta1.AddToScheme, bootstrapv1beta1.AddToScheme, controlplanev1beta1.AddToScheme); err != nil {
		return nil, err
	}
	ofClusters, err := labels.NewRequirement(core.ClusterNameLabel, selection.Exists, nil)
	if err != nil {
		return nil, err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = hostQPS, hostBurst
	return ctrl.NewManager(config, ctrl.Options{
		Scheme:                 scheme,
		Metrics:                metrics.Options{BindAddress: "0"},
		HealthProbeBindAddress: net.JoinHostPort(loopback, strconv.Itoa(o.healthPort)),
		Client:                 setup.ManagerClientOptions(),
		Cache: cache.Options{ByObject: map[client.Object]cache.ByObject{
			&corev1.Secret{}: {Label: labels.NewSelector().Add(*ofClusters)},
		}},
		WebhookServer: webhook.NewServer(webhook.Options{Host: loopback, Port: o.webhookPort, CertDir: o.webhookCertDir}),
	})
}

func addTypes(scheme *runtime.Scheme, adds ...func(*runtime.Scheme) error) error {
	for _, add := range adds {
		if err := add(scheme); err != nil {
			return err
		}
	}
	return nil
}

// reconciler is what each controller of Cluster API is.
type reconciler interface {
	SetupWithManager(context.Context, ctrl.Manager, controller.Options) error
}

func addReconcilers(ctx context.Context, manager ctrl.Manager, reconcilers ...reconciler) error {
	for _, one := range reconcilers {
		if err := one.SetupWithManager(ctx, manager, atOnce); err != nil {
			return err
		}
	}
	return nil
}
