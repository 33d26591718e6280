import { isDeepStrictEqual } from 'node:util';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import * as proto from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Json, JsonObject, Manifest } from '../../../../lib/core/manifest';
import { Cluster, idOf, type NotDone } from './cluster';
import { fromStruct, hasUnknown, toStruct } from './wire';

/** Version of the SDK whose plugin this stands for. */
const VERSION = (require('@pulumi/kubernetes/package.json') as { readonly version: string }).version;
/** What makes an object another object. */
const IDENTITY = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'];

/** The methods of a provider that the engine calls for resources. */
export class KubernetesProvider {
  /** Absent while it is not known how to reach it. */
  private cluster?: Cluster;

  public getPluginInfo(): PluginInfo {
    return new PluginInfo().setVersion(VERSION);
  }

  public checkConfig(request: proto.CheckRequest): proto.CheckResponse {
    return new proto.CheckResponse().setInputs(request.getNews());
  }

  /** Only another cluster makes another provider. */
  public diffConfig(request: proto.DiffRequest): proto.DiffResponse {
    const response = diffOf(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
    const another = response.getDiffsList().includes('clusterIdentifier');
    return response.setReplacesList(another ? ['clusterIdentifier'] : []);
  }

  public configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
    const settings = fromStruct(request.getArgs()) as Readonly<Record<string, string | undefined>>;
    const { kubeconfig = '', context } = settings;
    const isOn = (name: string) => String(settings[name]) === 'true';
    if (!hasUnknown(kubeconfig)) {
      this.cluster = new Cluster({
        kubeconfig,
        context,
        upsert: isOn('upsertExistingObjects'),
        deleteUnreachable: isOn('deleteUnreachable'),
      });
    }
    return new proto.ConfigureResponse().setSupportspreview(true);
  }

  public check(request: proto.CheckRequest): proto.CheckResponse {
    return new proto.CheckResponse().setInputs(request.getNews());
  }

  public diff(request: proto.DiffRequest): proto.DiffResponse {
    return diffOf(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
  }

  public async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    if (request.getPreview()) {
      return new proto.CreateResponse().setProperties(request.getProperties());
    }
    const object = fromStruct(request.getProperties()) as Manifest;
    const live = await this.reached().create(object, request.getTimeout());
    return new proto.CreateResponse().setId(idOf(object)).setProperties(toStruct(live));
  }

  public async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    if (request.getPreview()) {
      return new proto.UpdateResponse().setProperties(request.getNews());
    }
    const live = await this.reached().apply(fromStruct(request.getNews()) as Manifest, request.getTimeout());
    return new proto.UpdateResponse().setProperties(toStruct(live));
  }

  public async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const seen = await this.reached().read(fromStruct(request.getInputs()) as Manifest);
    return seen
      ? new proto.ReadResponse()
          .setId(request.getId())
          .setProperties(toStruct(seen.live))
          .setInputs(toStruct(seen.inputs))
      : new proto.ReadResponse();
  }

  public async delete(request: proto.DeleteRequest): Promise<Empty> {
    await this.reached().remove(fromStruct(request.getOldInputs()) as Manifest, request.getTimeout());
    return new Empty();
  }

  public cancel(): Empty {
    this.cluster?.close();
    return new Empty();
  }

  /** What the engine keeps of an object that is there and not done. */
  public static failedInit(error: NotDone, inputs: JsonObject): proto.ErrorResourceInitFailed {
    return new proto.ErrorResourceInitFailed()
      .setId(idOf(error.live))
      .setProperties(toStruct(error.live))
      .setInputs(toStruct(inputs))
      .setReasonsList([error.message]);
  }

  private reached(): Cluster {
    if (!this.cluster) {
      throw new Error('the cluster is not known');
    }
    return this.cluster;
  }
}

function diffOf(olds: JsonObject, news: JsonObject): proto.DiffResponse {
  const { DiffChanges } = proto.DiffResponse;
  const paths = [...changes(olds, news, '')];
  const replaces = paths.map(({ path }) => path).filter((path) => IDENTITY.includes(path));
  const response = new proto.DiffResponse()
    .setChanges(paths.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE)
    .setDiffsList([...new Set(paths.map(({ path }) => path.split(/[.[]/)[0]!))])
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.length > 0)
    .setHasdetaileddiff(true);
  for (const { path, kind } of paths) {
    response.getDetaileddiffMap().set(path, new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

interface Change {
  readonly path: string;
  readonly kind: proto.PropertyDiff.Kind;
}

function* changes(before: Json | undefined, after: Json | undefined, path: string): Generator<Change> {
  const { Kind } = proto.PropertyDiff;
  if (isDeepStrictEqual(before, after)) {
    return;
  }
  if (!isObject(before) || !isObject(after)) {
    const kind = before === undefined ? Kind.ADD : after === undefined ? Kind.DELETE : Kind.UPDATE;
    yield { path, kind: IDENTITY.includes(path) ? Kind.UPDATE_REPLACE : kind };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const step = /^[A-Za-z_]\w*$/.test(key) ? `${path === '' ? '' : '.'}${key}` : `["${key}"]`;
    yield* changes(before[key], after[key], `${path}${step}`);
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
