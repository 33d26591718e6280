import type { JsonObject } from '../core/manifest';
import { writeYaml } from '../core/yaml';

/** A Secret that holds a whole objstore.yml and is filled from outside: by an operator, by hand, by another repository. */
export interface ObjectStoreSecret {
  /** Its name, in every namespace that uses the store. A Secret of cdk8s-plus has it, too. */
  readonly name: string;
  /**
   * The key under which the file stands.
   * @default 'objstore.yml'
   */
  readonly key?: string;
}

/** What all object stores have. */
export interface BucketProps {
  /** Name of the bucket, which must be there. */
  readonly bucket: string;
  /**
   * Begins the names of all objects, so that a bucket can be shared.
   * @default - none
   */
  readonly prefix?: string;
}

/** A bucket of Amazon S3. */
export interface S3StoreProps extends BucketProps {
  /** Host of the service: `s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  /**
   * Region of the bucket.
   * @default - found by the client
   */
  readonly region?: string;
  /**
   * Holds the file with access_key and secret_key.
   * @default - none: pods are known by their service account (workload identity), and the file holds no secret
   */
  readonly secret?: ObjectStoreSecret;
}

/** A bucket of a service that speaks S3: MinIO, Ceph, ... */
export interface MinioStoreProps extends BucketProps {
  /** Host and port of the service: `minio.storage.svc:9000`. */
  readonly endpoint: string;
  /** Holds the file with access_key and secret_key. */
  readonly secret: ObjectStoreSecret;
  /**
   * Whether the service is reached without TLS.
   * @default false
   */
  readonly insecure?: boolean;
}

/** A bucket of Alibaba Cloud OSS. */
export interface OssStoreProps extends BucketProps {
  /** Host of the service: `oss-cn-shanghai.aliyuncs.com`. */
  readonly endpoint: string;
  /** Holds the file with access_key_id and access_key_secret: Thanos knows no other way to OSS. */
  readonly secret: ObjectStoreSecret;
}

/** A bucket of Google Cloud Storage. */
export interface GcsStoreProps extends BucketProps {
  /**
   * Holds the file with service_account.
   * @default - none: pods are known by their service account (workload identity), and the file holds no secret
   */
  readonly secret?: ObjectStoreSecret;
}

/** A directory, for one cluster and for trying things out. */
export interface FilesystemStoreProps {
  /** Where the directory is in every pod that uses the store. */
  readonly directory: string;
  /**
   * The volume claim that is mounted there.
   * @default - none: every pod has a directory of its own, which only serves a test
   */
  readonly claim?: { readonly name: string };
}

/** Kinds of object stores, as objstore.yml names them. */
export type ObjectStoreType = 'S3' | 'ALIYUNOSS' | 'GCS' | 'FILESYSTEM';

interface ObjectStoreSpec {
  readonly type: ObjectStoreType;
  readonly config: JsonObject;
  readonly prefix: string | undefined;
  readonly secret?: ObjectStoreSecret;
  /** Fields of the configuration that are credentials. */
  readonly credentials: readonly string[];
  readonly claim?: string;
}

/**
 * Where Thanos keeps blocks: an objstore.yml.
 *
 * Manifests never hold credentials. Where the store knows its callers by their service account, the file has none and is rendered
 * whole; else it comes out of a Secret that is filled from outside, and `objstoreYaml` tells what has to be in it.
 */
export class ObjectStore {
  /** Amazon S3. */
  public static s3(props: S3StoreProps): ObjectStore {
    const { bucket, endpoint, region, prefix, secret } = props;
    return new ObjectStore({
      type: 'S3',
      config: { bucket, endpoint, region, aws_sdk_auth: secret ? undefined : true },
      prefix,
      secret,
      credentials: ['access_key', 'secret_key'],
    });
  }

  /** A service that speaks S3, with keys. */
  public static minio(props: MinioStoreProps): ObjectStore {
    const { bucket, endpoint, prefix, secret, insecure } = props;
    return new ObjectStore({
      type: 'S3',
      config: { bucket, endpoint, insecure },
      prefix,
      secret,
      credentials: ['access_key', 'secret_key'],
    });
  }

  /** Alibaba Cloud OSS. */
  public static oss(props: OssStoreProps): ObjectStore {
    const { bucket, endpoint, prefix, secret } = props;
    return new ObjectStore({
      type: 'ALIYUNOSS',
      config: { bucket, endpoint },
      prefix,
      secret,
      credentials: ['access_key_id', 'access_key_secret'],
    });
  }

  /** Google Cloud Storage. */
  public static gcs(props: GcsStoreProps): ObjectStore {
    const { bucket, prefix, secret } = props;
    return new ObjectStore({ type: 'GCS', config: { bucket }, prefix, secret, credentials: ['service_account'] });
  }

  /** A directory. */
  public static filesystem(props: FilesystemStoreProps): ObjectStore {
    const { directory, claim } = props;
    return new ObjectStore({
      type: 'FILESYSTEM',
      config: { directory },
      prefix: undefined,
      credentials: [],
      claim: claim?.name,
    });
  }

  public readonly type: ObjectStoreType;
  /** Name of the bucket, or path of the directory. */
  public readonly bucket: string;
  /** Host of the service, where the store has one. */
  public readonly endpoint?: string;
  /** The Secret that is filled from outside; absent where the file holds no credentials. */
  public readonly secret?: Required<ObjectStoreSecret>;
  /** Name of the volume claim that holds the directory. */
  public readonly claim?: string;
  /** Tells stores apart: two components with the same location work on the same blocks; with a directory, those of one namespace. */
  public readonly location: string;

  private constructor(private readonly spec: ObjectStoreSpec) {
    const { type, config, prefix, secret, claim } = spec;
    this.type = type;
    this.bucket = (config.bucket ?? config.directory) as string;
    this.endpoint = config.endpoint as string | undefined;
    this.secret = secret && { name: secret.name, key: secret.key ?? OBJSTORE_KEY };
    this.claim = claim;
    this.location = [type.toLowerCase(), this.endpoint, claim, this.bucket, prefix].filter(Boolean).join('/');
  }

  /** The whole objstore.yml. Credentials that the Secret has to hold stand as `<access_key>`. */
  public get objstoreYaml(): string {
    const { type, config, prefix, secret, credentials } = this.spec;
    const missing = secret ? credentials.map((field) => [field, `<${field}>`] as const) : [];
    return writeYaml({ type, config: { ...config, ...Object.fromEntries(missing) }, prefix });
  }
}

/** Whether a location, or an objstore.yml, is that of a directory, which is another one in another namespace or cluster. */
export function isDirectory(store: string): boolean {
  return store.startsWith('filesystem/') || /^type:\s*["']?FILESYSTEM\b/m.test(store);
}

/** The key under which the file stands in Secrets that are rendered here, and its name where it is mounted. */
export const OBJSTORE_KEY = 'objstore.yml';
