import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { type Home, homeOf, membersIn } from '../core/fleet';
import type { JsonObject } from '../core/manifest';
import type { Toleration } from '../core/model';
import { checkObjectName, checkReach, type ReachRules, reachOf } from '../core/reach';
import { sendCopies } from '../placement/copies';
import { isCidr } from './cidr';
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
   * Addresses from which the API servers call webhooks, in CIDR notation: the first of a range and its length. They are no pods: a selector never has them.
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

const ACCESS_REACH: ReachRules = {
  nowhere: rules.NO_MEMBERS,
  noEngine: rules.NO_ISTIO,
  unknown: rules.UNKNOWN_MEMBER,
  oneMember: rules.ONE_MEMBER,
};

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
   * @param scope a fleet, whose members get the NetworkPolicy, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: SidecarInjectionAccessProps<M> = {}) {
    super(scope, id);
    const { namespace = 'istio-system', istiod = { app: 'istiod' }, apiServers = [], policyName = id } = props;
    const home = homeOf(this);
    const names = reachOf(home, props.to, ({ engines }) => engines.istio !== undefined);
    this.members = membersIn(home).flatMap(({ memberName }) => (names.includes(memberName) ? [memberName] : []));

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
    const { memberTolerations: tolerations } = props;
    sendCopies(this, 'Placement', { of: networkPolicy, to: this.members, policyName, tolerations });

    const place = this.node.path;
    const given = { to: props.to };
    Findings.of(this).addCheck(function* (): Iterable<Finding> {
      yield* checkObjectName(rules.BAD_NAME, { place, property: 'policyName', name: policyName });
      yield* checkReach({ place, what: 'the NetworkPolicy', home, names, engine: 'istio', given }, ACCESS_REACH);
      for (const cidr of apiServers.filter((cidr) => !isCidr(cidr))) {
        yield finding(rules.BAD_CIDR, {
          place,
          value: cidr,
          message: `apiServers names ${show(cidr)}; expected a range such as '10.0.0.0/24'.`,
          fix: "Write the first address of the range with its length; a single one as '10.0.0.7/32'.",
        });
      }
    });
  }
}
