import { isIP } from 'node:net';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Destination, memberNames } from '../core/destination';
import { closest, fewOf, show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { type IFleet, type IMember, isMember } from '../core/fleet';
import type { JsonObject } from '../core/manifest';
import type { Toleration } from '../core/model';
import { WholePropagation } from '../placement/whole-propagation';
import * as rules from './rules';

/** Properties of the access to sidecar injection, in a fleet of the members `M` or in one member. */
export interface SidecarInjectionAccessProps<M extends string = string> {
  /**
   * Members of the fleet that get the NetworkPolicy; in the scope of a member, that member.
   * @default - all members of the fleet that run Istio
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Namespace of istiod.
   * @default 'istio-system'
   */
  readonly namespace?: string;
  /**
   * Labels of istiod's pods.
   * @default { app: 'istiod' }
   */
  readonly istiod?: Readonly<Record<string, string>>;
  /**
   * Addresses from which the API servers call webhooks, in CIDR notation. They are no pods: a selector never has them.
   * @default - any address
   */
  readonly apiServers?: readonly string[];
  /**
   * Taints of members that are tolerated when the NetworkPolicy is sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Name of the NetworkPolicy.
   * @default - the construct id
   */
  readonly policyName?: string;
}

/** The port where istiod answers the API server's calls for injection and validation. */
const WEBHOOKS = 15017;
/** What else istiod serves: configuration and certificates for sidecars and gateways, and its metrics. */
const FOR_PODS = [15012, 15014];

/**
 * Lets the API server reach istiod's webhooks on port 15017, where the namespace denies what is not allowed. Without it pods are created
 * without a sidecar or not at all, as the webhook's failure policy says.
 *
 * A NetworkPolicy closes all other ports of the pods that it selects. Those on which sidecars and monitoring depend, 15012 and
 * 15014, are therefore open for all pods of the cluster.
 */
export class SidecarInjectionAccess<const M extends string = string> extends Construct {
  /** Names of the members that get the NetworkPolicy. */
  public readonly members: readonly string[];

  /**
   * @param scope a fleet, whose members get the NetworkPolicy, or one member
   */
  public constructor(scope: IFleet<M> | IMember<M>, id: string, props: SidecarInjectionAccessProps<M> = {}) {
    super(scope, id);
    const { namespace = 'istio-system', istiod = { app: 'istiod' }, apiServers = [], policyName = id } = props;
    const all: readonly IMember[] = isMember(scope) ? [scope] : scope.members;
    const names = namesOf(scope, all, props.to);
    const known = all.map(({ memberName }) => memberName);
    this.members = known.filter((name) => names.includes(name));

    const port = (number: number): JsonObject => ({ protocol: 'TCP', port: number });
    const networkPolicy = new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: policyName, namespace },
      spec: {
        podSelector: { matchLabels: { ...istiod } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            ...(apiServers.length > 0 ? { from: apiServers.map((cidr) => ({ ipBlock: { cidr } })) } : {}),
            ports: [port(WEBHOOKS)],
          },
          { from: [{ namespaceSelector: {} }], ports: FOR_PODS.map(port) },
        ],
      },
    });
    if (!isMember(scope) && this.members.length > 0) {
      new WholePropagation(this, 'Placement', {
        of: networkPolicy,
        to: this.members,
        copies: 'every-member',
        policyName,
        propagateDeps: false,
        ...(props.memberTolerations ? { tolerations: props.memberTolerations } : {}),
      });
    }

    const place = this.node.path;
    const models = all.map(({ model }) => model).filter(({ name }) => names.includes(name));
    Findings.of(this).addCheck(function* (): Iterable<Finding> {
      for (const name of names.filter((name) => !known.includes(name))) {
        const near = closest(name, known);
        yield finding(rules.UNKNOWN_MEMBER, {
          place,
          value: name,
          message: `to names ${show(name)}, which is no member of the fleet (${fewOf(known)}).`,
          fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
        });
      }
      if (names.length === 0) {
        yield finding(rules.NO_MEMBERS, {
          place,
          value: [],
          message: 'the NetworkPolicy goes to no member.',
          fix: 'Set istio of the fleet or engines.istio of a member, or name members in to.',
        });
      }
      for (const { name } of models.filter(({ engines }) => !engines.istio)) {
        yield finding(rules.NO_ISTIO, {
          place,
          value: name,
          message: `the NetworkPolicy goes to member '${name}', which does not run Istio.`,
          fix: `Set engines.istio of '${name}' or istio of the fleet, or leave the member out of to.`,
        });
      }
      for (const cidr of apiServers.filter((cidr) => !isCidr(cidr))) {
        yield finding(rules.BAD_CIDR, {
          place,
          value: cidr,
          message: `apiServers names ${show(cidr)}; expected a range such as '10.0.0.0/24'.`,
          fix: "Write a single address with its length: '10.0.0.7/32'.",
        });
      }
    });
  }
}

function namesOf<M extends string>(
  scope: IFleet<M> | IMember<M>,
  all: readonly IMember[],
  to: Destination<M> | undefined,
): readonly string[] {
  if (isMember(scope)) {
    return [scope.memberName];
  }
  return to ? memberNames(to) : all.filter(({ model }) => model.engines.istio).map(({ memberName }) => memberName);
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const version = isIP(address);
  return rest.length === 0 && version > 0 && /^\d+$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}
