import type { Rule } from '../core/findings';

const KUBEADM_CONTROL_PLANE = 'cluster-api v1.14.0 controlplane/kubeadm/webhooks/admission/kubeadmcontrolplane.go';
const CLEANUP = 'https://kyverno.io/docs/policy-types/cleanup-policy/#cleanup-label';

export const NOT_ON_HOST: Rule = {
  id: 'provisioning/not-on-host',
  severity: 'error',
  title: 'Clusters are made by objects on the host, where Cluster API runs.',
  why: 'The API server of the control plane has no kinds of Cluster API, and a cluster cannot be made by what runs in it.',
};

export const BAD_CLUSTER_NAME: Rule = {
  id: 'provisioning/bad-name',
  severity: 'error',
  title: 'Names that follow from that of a cluster are DNS labels of at most 63 characters.',
  why: 'They become label values of machines; the webhook of MachineDeployments refuses longer ones.',
  source: 'cluster-api v1.14.0 core/webhooks/admission/machinedeployment.go',
};

export const WRONG_VERSION: Rule = {
  id: 'provisioning/wrong-version',
  severity: 'error',
  title: 'The version of a cluster is complete, and of the minor version that its member states.',
  why: 'The images of machines have a patch version. Checks and manifests follow the version of the member.',
  source: KUBEADM_CONTROL_PLANE,
};

export const UNSUPPORTED_KUBERNETES: Rule = {
  id: 'provisioning/unsupported-kubernetes',
  severity: 'warning',
  title: 'Cluster API supports the Kubernetes version of the host, and of the clusters that it makes.',
  why: 'Its project does not test the two together: the feature gates and the configuration that it gives kubeadm are those of the versions that it knows.',
  source: 'cluster-api v1.14.0 docs/book/src/reference/versions.md',
};

export const BAD_CONTROL_PLANE: Rule = {
  id: 'provisioning/bad-control-plane',
  severity: 'error',
  title: 'A control plane has an odd number of machines, and at least one while they are replaced.',
  why: 'etcd runs on them and needs a majority. The webhook refuses the object.',
  source: KUBEADM_CONTROL_PLANE,
};

export const BAD_HEALTH: Rule = {
  id: 'provisioning/bad-health',
  severity: 'error',
  title: 'Times after which a machine is broken, and how many may be, leave some to be replaced and some to be made.',
  why: 'Without a time a new node would be replaced before it is ready, and with no machine that may be broken none ever. Other values the webhook refuses.',
  source: 'cluster-api v1.14.0 core/webhooks/admission/machinehealthcheck.go',
};

export const BAD_CIDR: Rule = {
  id: 'provisioning/bad-cidr',
  severity: 'error',
  title: 'Ranges of addresses of a cluster are written in CIDR notation.',
  why: 'The webhook refuses the Cluster, after everything else of it has been applied.',
  source: 'cluster-api v1.14.0 core/webhooks/admission/cluster.go',
};

export const UNKNOWN_POOL: Rule = {
  id: 'provisioning/unknown-pool',
  severity: 'error',
  title: 'Workers are given for node pools that the member has.',
  why: 'How many machines there are, and with what labels, stands in the pool. Without it none would be made.',
};

export const POOL_WITHOUT_MACHINES: Rule = {
  id: 'provisioning/pool-without-machines',
  severity: 'error',
  title: 'Every node pool of a member that Cluster API makes has a template of machines.',
  why: 'The plan counts nodes, GPUs and money of the pool, and nobody would make its machines.',
};

export const UNTOLD_DEVICES: Rule = {
  id: 'provisioning/untold-devices',
  severity: 'warning',
  title: 'A pool that may have no nodes offers no more devices than the autoscaler can be told of.',
  why: 'An annotation tells it of one resource. A pod that asks for another waits for a first node that is never made, without a word of why.',
  source: 'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/clusterapi/README.md',
};

export const LABEL_NOT_SETTABLE: Rule = {
  id: 'provisioning/label-not-settable',
  severity: 'error',
  title: 'Labels of nodes are such as a kubelet may set, or Cluster API.',
  why: 'A kubelet that is told to set another label of kubernetes.io does not start.',
  source: 'kubernetes v1.36.3 cmd/kubelet/app/options/options.go',
};

export const WRONG_INFRASTRUCTURE: Rule = {
  id: 'provisioning/wrong-infrastructure',
  severity: 'error',
  title: 'The infrastructure of a cluster is no template; that of its machines is one.',
  why: 'Cluster API clones objects whose kind ends in Template and uses others as they are: one machine for all, or a cluster of nothing.',
  source: 'https://cluster-api.sigs.k8s.io/developer/providers/contracts/overview',
};

export const OTHER_NAMESPACE: Rule = {
  id: 'provisioning/other-namespace',
  severity: 'error',
  title: 'A cluster and its infrastructure are in one namespace.',
  why: 'References of Cluster API have no namespace: the object would not be found, and the cluster never be made.',
};

export const BAD_HOST: Rule = {
  id: 'provisioning/bad-host',
  severity: 'error',
  title: 'Kernel modules, kernel parameters and the socket of a machine are written as its own tools write them.',
  why: 'The machine would boot without them, and say so only in its log.',
};

export const MODULE_NOT_SEEN: Rule = {
  id: 'provisioning/module-not-seen',
  severity: 'warning',
  title: "Kernel modules are named as the kernel names them, with '_'.",
  why: "modprobe takes '-' for '_', and the kernel lists modules with '_' only: the check of a machine says that the module is not loaded, and a HostPreflight is ready nowhere.",
  source: 'https://man7.org/linux/man-pages/man8/modprobe.8.html',
};

export const TTL_LEFTOVERS: Rule = {
  id: 'provisioning/ttl-leftovers',
  severity: 'info',
  title: 'What stays of a sandbox when its time is up is told.',
  why: "Kyverno's cleanup controller works on the host: it deletes the cluster there, and sees nothing of the control plane.",
  source: CLEANUP,
};

export const TTL_NOTHING_REMOVES: Rule = {
  id: 'provisioning/ttl-nothing-removes',
  severity: 'warning',
  title: 'A member with a ttl is made by something that deletes it in time.',
  why: 'The ttl of an attached cluster is words: the sandbox stays, and costs, until somebody remembers it.',
  source: CLEANUP,
};

export const TTL_NO_ACCESS: Rule = {
  id: 'provisioning/ttl-no-access',
  severity: 'error',
  title: "Where Clusters have a ttl, Kyverno's cleanup controller may delete them.",
  why: 'It looks only at kinds that it may list, watch and delete, and passes over the others without a word.',
  source: 'kyverno v1.19.1 pkg/controllers/ttl/manager.go',
};

export const TTL_NO_KYVERNO: Rule = {
  id: 'provisioning/ttl-no-kyverno',
  severity: 'warning',
  title: 'Where Clusters have a ttl, Kyverno is there.',
  why: 'The ttl is a label that Kyverno reads. Every API server takes it: without Kyverno the sandbox stays, and costs, and no update says so.',
  source: CLEANUP,
};

export const TTL_CLOUD_RESOURCES: Rule = {
  id: 'provisioning/ttl-cloud-resources',
  severity: 'warning',
  title: 'A sandbox has no objects for which its cloud makes what outlives it.',
  why: 'Load balancers and disks are deleted by controllers of the cluster, when the object is. A cluster that goes as a whole takes its controllers along, and what they had made stays in the account.',
  source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html',
};
