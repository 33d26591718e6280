import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, type IMember, idIn, membersIn } from '../core/fleet';
import type { MemberModel, PoolModel } from '../core/model';
import { reachOf } from '../core/reach';
import { checkDevicePlugin, type DeviceOwner, ownerOf } from './device-plugin-checks';
import { mpsDaemonPod, NVIDIA_PLUGIN_IMAGE, nvidiaConfigData, nvidiaPluginPod } from './nvidia-device-plugin';
import { configName } from './sharing-labels';
import {
  VGPU_ACCOUNT,
  VGPU_CONFIG,
  VGPU_PLUGIN_IMAGE,
  VGPU_RULES,
  vgpuConfigData,
  vgpuPluginPod,
} from './vgpu-device-plugin';

/** Properties of the device plugins of node pools, in a fleet of the members `M` or in one member. */
export interface GpuDevicePluginProps<M extends string = string> {
  /**
   * Members whose pools are served; in the scope of a member, that member.
   * @default - all with pools to serve
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Whether pools that hand out whole NVIDIA cards are served, too. Clouds bring a device plugin for those.
   * @default false
   */
  readonly wholeCards?: boolean;
  /**
   * Namespace of the device plugins.
   * @default 'kube-system'
   */
  readonly namespace?: string;
  /**
   * Namespace of the GPU operator, or of NVIDIA's device plugin, in members that have one already: their configurations go there.
   * @default 'gpu-operator'
   */
  readonly operatorNamespace?: string;
  /**
   * Image of NVIDIA's device plugin.
   * @default - the release that the configuration is written for
   */
  readonly nvidiaImage?: string;
  /**
   * Image of Volcano's device plugin for virtual GPUs.
   * @default - that of the Volcano project
   */
  readonly vgpuImage?: string;
  /**
   * Runtime class of the plugins' pods, where NVIDIA's container runtime is not the default of the nodes.
   * @default - the nodes' default
   */
  readonly runtimeClassName?: string;
  /**
   * What the names of the objects begin with.
   * @default - the construct id
   */
  readonly pluginName?: string;
}

/**
 * The device plugins that make nodes offer what `sharing` of their pools says: one DaemonSet for each pool, with the configuration of that
 * pool, on its nodes only and never on those of the control plane.
 *
 * A member that has the GPU operator or a device plugin already gets no second one, only the configurations that the one it has can
 * choose from by the label of the nodes. A pool whose GPUs are claimed is served by the driver's own installation.
 */
export class GpuDevicePlugin<const M extends string = string> extends Construct {
  /** Names of the members whose pools are served. */
  public readonly members: readonly string[];
  /** The objects of each member, by name. */
  public readonly objects: Readonly<Record<string, readonly ApiObject[]>>;
  private readonly pluginName: string;

  /**
   * @param scope a fleet, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(
    scope: Home<M> | Construct,
    id: string,
    private readonly props: GpuDevicePluginProps<M> = {},
  ) {
    super(scope, id);
    this.pluginName = props.pluginName ?? id;
    const home = homeOf(this);
    const names = reachOf(home, props.to, (member) => this.poolsOf(member).length > 0);
    const members = membersIn(home).filter(({ memberName }) => names.includes(memberName));
    this.members = members.map(({ memberName }) => memberName);
    this.objects = Object.fromEntries(members.map((member) => [member.memberName, this.render(member)] as const));

    const place = this.node.path;
    const known = membersIn(home).map(({ memberName }) => memberName);
    Findings.of(this).addCheck(() =>
      checkDevicePlugin({
        place,
        pluginName: this.pluginName,
        operatorNamespace: this.operatorNamespace,
        names,
        known,
        served: members.map(({ model }) => ({ member: model, pools: this.poolsOf(model) })),
      }),
    );
  }

  private get operatorNamespace(): string {
    return this.props.operatorNamespace ?? 'gpu-operator';
  }

  /** The pools of a member that need a device plugin. */
  private poolsOf({ pools }: MemberModel): PoolModel[] {
    const whole = (pool: PoolModel) => this.props.wholeCards === true && pool.gpuResource === 'nvidia.com/gpu';
    return pools.filter((pool) => (pool.sharing ? pool.sharing.type !== 'dra' : whole(pool)));
  }

  private render(member: IMember): ApiObject[] {
    const at = homeOf(this) === member ? this : new Construct(member, idIn(member, this));
    const pools = this.poolsOf(member.model);
    const by = (owner: DeviceOwner) => pools.filter((pool) => ownerOf(pool, member.model) === owner);
    return [
      ...by('nvidia').flatMap((pool) => this.nvidia(at, pool)),
      ...this.vgpu(at, by('vgpu')),
      ...this.configurations(at, by('operator')),
    ];
  }

  private nvidia(at: Construct, pool: PoolModel): ApiObject[] {
    const { namespace = 'kube-system', nvidiaImage: image = NVIDIA_PLUGIN_IMAGE, runtimeClassName } = this.props;
    const name = `${this.pluginName}-${pool.name}`;
    const pod = { image, app: name, pool, runtimeClassName, configMapName: name };
    const metadata = { name, namespace };
    const daemon = `${name}-mps`;
    return [
      object(at, `${pool.name}-config`, 'v1', 'ConfigMap', metadata, { data: nvidiaConfigData(pool) }),
      object(at, pool.name, 'apps/v1', 'DaemonSet', metadata, { spec: nvidiaPluginPod(pod) }),
      ...(pool.sharing?.type === 'mps'
        ? [
            object(
              at,
              `${pool.name}-mps`,
              'apps/v1',
              'DaemonSet',
              { name: daemon, namespace },
              {
                spec: mpsDaemonPod({ ...pod, app: daemon }),
              },
            ),
          ]
        : []),
    ];
  }

  private vgpu(at: Construct, pools: readonly PoolModel[]): ApiObject[] {
    const [sharing] = pools.flatMap((pool) => (pool.sharing?.type === 'vgpu' ? [pool.sharing] : []));
    if (!sharing) {
      return [];
    }
    const { vgpuImage: image = VGPU_PLUGIN_IMAGE, runtimeClassName } = this.props;
    const { namespace } = VGPU_CONFIG;
    const account = { name: VGPU_ACCOUNT, namespace };
    const rbac = 'rbac.authorization.k8s.io';
    return [
      object(at, 'vgpu-config', 'v1', 'ConfigMap', VGPU_CONFIG, { data: vgpuConfigData(sharing) }),
      object(at, 'vgpu-account', 'v1', 'ServiceAccount', account, {}),
      object(at, 'vgpu-role', `${rbac}/v1`, 'ClusterRole', { name: VGPU_ACCOUNT }, { rules: VGPU_RULES }),
      object(
        at,
        'vgpu-binding',
        `${rbac}/v1`,
        'ClusterRoleBinding',
        { name: VGPU_ACCOUNT },
        {
          roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: VGPU_ACCOUNT },
          subjects: [{ kind: 'ServiceAccount', ...account }],
        },
      ),
      ...pools.map((pool) => {
        const name = `${this.pluginName}-${pool.name}`;
        const spec = vgpuPluginPod({ image, app: name, pool, runtimeClassName });
        return object(at, pool.name, 'apps/v1', 'DaemonSet', { name, namespace }, { spec });
      }),
    ];
  }

  /** One ConfigMap from which the plugin that is there chooses by the label of a node. */
  private configurations(at: Construct, pools: readonly PoolModel[]): ApiObject[] {
    const data = Object.fromEntries(
      pools.flatMap((pool) => {
        const name = pool.sharing && configName(pool.sharing);
        return name === undefined ? [] : [[name, Object.values(nvidiaConfigData(pool))[0]!] as const];
      }),
    );
    const metadata = { name: this.pluginName, namespace: this.operatorNamespace };
    return Object.keys(data).length > 0 ? [object(at, 'configurations', 'v1', 'ConfigMap', metadata, { data })] : [];
  }
}

function object(
  scope: Construct,
  id: string,
  apiVersion: string,
  kind: string,
  metadata: { readonly name: string; readonly namespace?: string },
  fields: object,
): ApiObject {
  return new ApiObject(scope, id, { apiVersion, kind, metadata, ...fields });
}
