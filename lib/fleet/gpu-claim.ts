import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { type Home, homeOf, membersIn } from '../core/fleet';
import type { IGpuClaim } from '../core/gpu-claim';
import type { ClaimedGpus } from '../core/gpu-sharing';
import type { JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { checkKnown, checkObjectName, knownIn, reachOf } from '../core/reach';
import { sendCopies } from '../placement/copies';
import { GpuSharing } from './gpu-sharing';
import * as rules from './rules';

/** Properties of a claim to GPUs, in a fleet of the members `M` or in one member. */
export interface GpuClaimProps<M extends string = string> {
  /**
   * Cards that each pod gets.
   * @default 1
   */
  readonly count?: number;
  /**
   * Memory that each of them has at least, in GiB, as the driver publishes it: a little less than the model's name says.
   * @default - any
   */
  readonly memoryGiB?: number;
  /**
   * What else is wanted of a card, in CEL: `device.attributes['gpu.nvidia.com'].architecture == 'Hopper'`.
   * @default - nothing
   */
  readonly selectors?: readonly string[];
  /**
   * The DeviceClass.
   * @default - that of the pools whose GPUs are claimed
   */
  readonly deviceClass?: string;
  /**
   * Namespace of the template, and so of the pods.
   * @default 'default'
   */
  readonly namespace?: string;
  /**
   * Members that get the template.
   * @default - all with pools whose GPUs are claimed
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Name of the template.
   * @default - the construct id
   */
  readonly templateName?: string;
}

/**
 * What a pod claims of the GPUs of pools with `GpuSharing.dra()`: a ResourceClaimTemplate, from which Kubernetes makes a claim for each
 * pod that refers to it (`GpuRequest.claim(...)`). In the scope of a fleet each member with such pools gets a copy.
 */
export class GpuClaim<const M extends string = string> extends Construct implements IGpuClaim {
  /** A template that is owned elsewhere. */
  public static fromName(templateName: string, props: Omit<IGpuClaim, 'templateName'>): IGpuClaim {
    return { templateName, ...props };
  }

  public readonly templateName: string;
  public readonly namespace: string;
  public readonly deviceClass: string;
  public readonly members: readonly string[];

  /**
   * @param scope a fleet, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`
   */
  public constructor(
    scope: Home<M> | Construct,
    id: string,
    private readonly props: GpuClaimProps<M> = {},
  ) {
    super(scope, id);
    const home = homeOf(this);
    const names = reachOf(home, props.to, (model) => classesOf([model]).length > 0);
    const models = membersIn(home).flatMap(({ model }) => (names.includes(model.name) ? [model] : []));
    const classes = classesOf(models);
    const named = classes.find(({ deviceClass }) => deviceClass === props.deviceClass);
    const { deviceClass, driver } = named ?? classes[0] ?? GpuSharing.dra();
    this.templateName = props.templateName ?? id;
    this.namespace = props.namespace ?? 'default';
    this.deviceClass = props.deviceClass ?? deviceClass;
    this.members = knownIn(home, names);

    const request = {
      deviceClassName: this.deviceClass,
      allocationMode: 'ExactCount',
      count: props.count ?? 1,
      ...selectorsOf(props, driver),
    };
    const template = new ApiObject(this, 'Resource', {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: this.templateName, namespace: this.namespace },
      spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: request }] } } },
    });
    sendCopies(this, 'Placement', { of: template, to: this.members, policyName: this.templateName });
    Findings.of(this).addCheck(() => this.check(home, names, models));
  }

  private *check(home: Home, names: readonly string[], models: readonly MemberModel[]): Iterable<Finding> {
    const place = this.node.path;
    const { count = 1, memoryGiB = 1 } = this.props;
    yield* checkObjectName(rules.BAD_NAME, { place, property: 'templateName', name: this.templateName });
    const known = membersIn(home).map(({ memberName }) => memberName);
    yield* checkKnown(rules.UNKNOWN_MEMBER, { place, property: 'to', names, known });
    if (!(Number.isInteger(count) && count >= 1) || !(memoryGiB > 0)) {
      yield finding(rules.BAD_COUNT, {
        place,
        value: { count, memoryGiB },
        message: `it claims ${show(count)} cards of ${show(memoryGiB)} GiB; expected a whole number of cards, 1 or more, and memory above 0.`,
        fix: 'Write such numbers, or leave them out.',
      });
    }
    for (const { name } of models.filter((model) => !classesOf([model]).some((one) => this.isOf(one)))) {
      yield finding(rules.NO_CLAIMED_GPUS, {
        place,
        value: name,
        message: `member '${name}' has no pool whose GPUs are claimed by the class '${this.deviceClass}'.`,
        fix: 'Set sharing: GpuSharing.dra() of a pool there, or leave the member out of to.',
      });
    }
    if (names.length === 0) {
      yield finding(rules.NO_CLAIMED_GPUS, {
        place,
        value: [],
        message: 'no member has a pool whose GPUs are claimed.',
        fix: 'Set sharing: GpuSharing.dra() of a pool.',
      });
    }
  }

  private isOf({ deviceClass }: ClaimedGpus): boolean {
    return deviceClass === this.deviceClass;
  }
}

function classesOf(members: readonly MemberModel[]): ClaimedGpus[] {
  const pools = members.flatMap((member) => member.pools);
  return pools.flatMap(({ sharing }) => (sharing?.type === 'dra' ? [sharing] : []));
}

function selectorsOf({ memoryGiB, selectors = [] }: GpuClaimProps, driver: string): JsonObject {
  const memory = `device.capacity['${driver}'].memory.compareTo(quantity('${memoryGiB}Gi')) >= 0`;
  const all = [...(memoryGiB === undefined ? [] : [memory]), ...selectors];
  return all.length > 0 ? { selectors: all.map((expression) => ({ cel: { expression } })) } : {};
}
