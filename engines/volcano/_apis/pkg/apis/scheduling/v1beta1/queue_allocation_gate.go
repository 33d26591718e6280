package v1beta1

// QueueAllocationGateKey is the scheduling gate of pods that wait for their queue's admission. Volcano 1.15 uses it;
// the API module of 1.14 does not have it yet.
const QueueAllocationGateKey = GroupName + "/queue-allocation-gate"
