import type { Rule } from '../core/findings';

const CLUSTER_VALIDATION = 'karmada v1.18.2 pkg/apis/cluster/validation/validation.go';
const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set';

export const NO_MEMBERS: Rule = {
  id: 'fleet/no-members',
  severity: 'error',
  title: 'A fleet, and what a twin runs of it, has at least one member.',
  why: 'Without members every binding stays unscheduled for ever: Karmada reports that no clusters are available.',
};

export const BAD_MEMBER_NAME: Rule = {
  id: 'fleet/bad-member-name',
  severity: 'error',
  title: 'Member names are DNS labels of at most 48 characters.',
  why: 'Karmada makes the execution namespace karmada-es-NAME from it, and its API server refuses other names.',
  source: CLUSTER_VALIDATION,
};

export const BAD_NAME: Rule = {
  id: 'fleet/bad-name',
  severity: 'error',
  title: 'Names of fleets, groups and node pools are DNS labels of at most 63 characters.',
  why: 'They become label values, label keys and folder names.',
  source: LABELS,
};

export const DUPLICATE_NAME: Rule = {
  id: 'fleet/duplicate-name',
  severity: 'error',
  title: 'Fleets of one program, and node pools of one member, have different names.',
  why: 'Folders, plans, labels and nodes tell them apart by name. A fleet also takes the names of its charts: NAME-host, and NAME-member-MEMBER for each member.',
};

export const BAD_MEMBER: Rule = {
  id: 'fleet/bad-member',
  severity: 'error',
  title: 'Members of a fleet and their pools have properties; pools, zones and groups are lists.',
  why: 'Nothing is known of a member whose properties are undefined, not even its Kubernetes version, and a text where a list belongs is read letter by letter.',
};

export const BAD_CURRENCY: Rule = {
  id: 'fleet/bad-currency',
  severity: 'error',
  title: 'The currency of a fleet is a code of ISO 4217.',
  why: 'Prices of the plan are compared and added by it.',
  source: 'https://www.iso.org/iso-4217-currency-codes.html',
};

export const GROUP_LABEL: Rule = {
  id: 'fleet/group-label',
  severity: 'error',
  title: "Labels of groups follow from the fleet's groups alone.",
  why: 'A label of the member with the same key replaces the one of the group: what goes to the group by label passes the member by, or comes to one that is not in it.',
};

export const BAD_COUNT: Rule = {
  id: 'fleet/bad-count',
  severity: 'error',
  title: 'Counts are whole numbers, not negative; amounts are not negative.',
  why: 'A pool of -1 or 2.5 nodes has no meaning, and a plan made from it would be wrong without anybody noticing.',
};

export const GPU_COUNT_MISMATCH: Rule = {
  id: 'fleet/gpu-count-mismatch',
  severity: 'error',
  title: 'A node pool gives both the GPU model and the GPUs per node, or neither.',
  why: 'With only one of them the pool would advertise no GPU, and work that needs one would wait for ever.',
};

export const BAD_RESOURCE: Rule = {
  id: 'fleet/bad-resource',
  severity: 'error',
  title: 'Other resources of a node pool are quantities, and none that has a property of its own.',
  why: 'Kubernetes counts devices - names with a "/" - in whole numbers; cpu, memory, pods and GPUs would be stated twice.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources',
};

export const BAD_UPGRADE: Rule = {
  id: 'fleet/bad-upgrade',
  severity: 'error',
  title: 'An upgrade of a node pool can replace at least one node at a time, and waits for a number of seconds.',
  why: 'With no node above and none below its number the pool stays as it is for ever; clouds and Cluster API refuse the rest.',
  source: 'cluster-api v1.14.0 api/core/v1beta2/machinedeployment_types.go',
};

export const BAD_TTL: Rule = {
  id: 'fleet/bad-ttl',
  severity: 'error',
  title: 'The time that a member is there is a duration.',
  why: 'What deletes the member would not understand it, and the sandbox would stay, and cost, for ever.',
  source: 'https://kyverno.io/docs/policy-types/cleanup-policy/#cleanup-label',
};

export const WRONG_REGION: Rule = {
  id: 'fleet/wrong-region',
  severity: 'error',
  title: 'The region of a member is one of its provider, and its zones are in that region.',
  why: "Names of regions differ from cloud to cloud. Karmada matches whatever is written, so a policy for the real region passes the member by; the cloud's own API refuses it.",
};

export const WRONG_INSTANCE_TYPE: Rule = {
  id: 'fleet/wrong-instance-type',
  severity: 'error',
  title:
    "The machine type of a node pool is one of its member's provider or, where that is not known, of a cloud that has the region.",
  why: 'The cloud refuses the pool after it has made the cluster, half an hour later.',
};

export const INSTANCE_TYPE_GPUS: Rule = {
  id: 'fleet/instance-type-gpus',
  severity: 'error',
  title: 'GPU model and GPUs per node of a pool are those of its machine type.',
  why: 'Plan, quotas and prices count the GPUs that the pool states; schedulers see those that the machine has.',
};

export const BAD_AUTOSCALING: Rule = {
  id: 'fleet/bad-autoscaling',
  severity: 'error',
  title: 'The number of nodes of a pool lies within its autoscaling limits.',
  why: 'Clouds refuse a pool outside its limits, and the plan would count nodes that can never be there.',
};

export const UNKNOWN_GPU: Rule = {
  id: 'fleet/unknown-gpu',
  severity: 'error',
  title: 'GPU models come from the catalogue or are described with Gpu.custom.',
  why: 'Memory, vendor and resource name of the model decide what a request becomes.',
};

export const BAD_SHARING: Rule = {
  id: 'fleet/bad-sharing',
  severity: 'error',
  title: 'Sharing is for NVIDIA cards, by two or more, and by amounts that a card has.',
  why: "NVIDIA's device plugin refuses a configuration with fewer than two replicas and then offers no GPU at all; others would offer more than there is.",
  source: 'k8s-device-plugin v0.19.0 api/config/v1/replicas.go',
};

export const BAD_MIG: Rule = {
  id: 'fleet/bad-mig',
  severity: 'error',
  title:
    'Cards are divided into MIG profiles of their model that fit beside each other, of one kind under the strategy single.',
  why: 'The driver refuses to make devices that the hardware has no place for; the device plugin offers nothing where the strategy single finds several kinds.',
  source: 'https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html',
};

export const ONE_NAME_TWO_MEANINGS: Rule = {
  id: 'fleet/one-name-two-meanings',
  severity: 'warning',
  title: 'Within a member, one resource name stands for cards or for parts of cards of one size.',
  why: 'A pod that asks for one GPU gets a card or an eighth of one, as it happens, and amounts of a queue add both.',
};

export const DRA_TOO_OLD: Rule = {
  id: 'fleet/dra-too-old',
  severity: 'error',
  title: 'Members whose GPUs are claimed run Kubernetes 1.34 or later.',
  why: 'Their API server does not know resource.k8s.io/v1 and refuses claims.',
  source: 'kubernetes v1.36.3 pkg/features/kube_features.go, DynamicResourceAllocation',
};

export const VGPU_NO_VOLCANO: Rule = {
  id: 'fleet/vgpu-no-volcano',
  severity: 'error',
  title: 'Members with virtual GPUs run Volcano.',
  why: "Only Volcano's scheduler writes onto a pod which card it gets; pods of others never start.",
  source: 'volcano v1.15.1 pkg/scheduler/api/devices/nvidia/vgpu/device_info.go, Allocate',
};

export const VGPU_SETTINGS: Rule = {
  id: 'fleet/vgpu-settings',
  severity: 'error',
  title: 'Pools with virtual GPUs in one member have the same slots and the same unit of memory.',
  why: "Volcano's device plugin reads them from one ConfigMap of the cluster, which the scheduler reads, too.",
  source: 'https://github.com/Project-HAMi/volcano-vgpu-device-plugin/blob/main/doc/config.md',
};

export const NO_CLAIMED_GPUS: Rule = {
  id: 'fleet/no-claimed-gpus',
  severity: 'error',
  title: 'A claim goes to members with GPUs of its class.',
  why: 'Without a driver that publishes such cards, every pod with the claim stays pending.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
};

export const NOTHING_TO_SERVE: Rule = {
  id: 'fleet/nothing-to-serve',
  severity: 'error',
  title: 'A device plugin goes to members with pools that need one.',
  why: 'Nothing is applied anywhere; the pool that was meant offers no GPUs.',
};

export const PREINSTALLED_PLUGIN: Rule = {
  id: 'fleet/preinstalled-plugin',
  severity: 'warning',
  title: 'A device plugin that a member has already is told how its pools share their cards.',
  why: 'A second plugin would take turns with it in telling the kubelet how many GPUs there are; without the configuration the cards are offered whole.',
  source: 'https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html',
};

export const TWO_OWNERS: Rule = {
  id: 'fleet/two-device-owners',
  severity: 'error',
  title: 'The cards of a node are offered by one device plugin.',
  why: 'Each tells the kubelet its own number of GPUs; pods get cards that others have, or none.',
  source: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/',
};

export const NO_OWNER: Rule = {
  id: 'fleet/no-device-owner',
  severity: 'warning',
  title: 'A pool that shares its cards has a device plugin that does so.',
  why: 'The plan counts slices, and the nodes offer whole cards, or none.',
};

export const UNKNOWN_MEMBER: Rule = {
  id: 'fleet/unknown-member',
  severity: 'error',
  title: 'Members are named as the fleet declares them.',
  why: 'Karmada ignores cluster names that it does not know, without an error.',
  source: 'karmada v1.18.2 pkg/util/selector.go',
};

export const UNKNOWN_GROUP: Rule = {
  id: 'fleet/unknown-group',
  severity: 'error',
  title: 'Groups are named as the fleet declares them.',
  why: 'A group that does not exist selects no member.',
};

export const BAD_LABEL: Rule = {
  id: 'fleet/bad-label',
  severity: 'error',
  title: 'Labels, and the provider, region and zones of a member, follow the Kubernetes label syntax.',
  why: 'The API server refuses the object; Karmada matches provider, region and zones as label values.',
  source: LABELS,
};

export const BAD_TAINT: Rule = {
  id: 'fleet/bad-taint',
  severity: 'error',
  title: 'Taint keys, values and effects follow the Kubernetes syntax.',
  why: 'The API server refuses the object.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
};

export const BAD_VERSION: Rule = {
  id: 'fleet/bad-version',
  severity: 'error',
  title: "Versions are written 'major.minor'.",
  why: 'Manifests and checks are chosen by minor version.',
};

export const UNTESTED_VERSION: Rule = {
  id: 'fleet/untested-version',
  severity: 'warning',
  title: 'Engine versions are among those that this release is tested with.',
  why: 'Kinds, fields and the arithmetic of the division change between versions; the plan may not hold.',
};

export const OLD_DIVISION: Rule = {
  id: 'fleet/old-division',
  severity: 'warning',
  title: 'Karmada is 1.16 or later.',
  why: 'Earlier versions divide replicas by largest remainder and not by the Webster method, so the plan may differ by one.',
  source: 'karmada v1.18.2 pkg/util/helper/webstermethod.go',
};

export const UNKNOWN_ADD_ON: Rule = {
  id: 'fleet/unknown-add-on',
  severity: 'error',
  title: 'What a member has already is named as the catalogue of add-ons has it.',
  why: 'What has another name is installed a second time, and its devices get a second owner.',
};

export const BAD_LINK: Rule = {
  id: 'fleet/bad-link',
  severity: 'error',
  title: 'A link is between two members of the fleet, and carries something.',
  why: 'Jobs over several members are allowed or refused by what the links between them carry.',
};
