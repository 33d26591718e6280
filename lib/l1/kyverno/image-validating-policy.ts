// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AuditAnnotation,
  Evaluation,
  MatchConstraints,
  NamedExpression,
  PodControllers,
  Validation,
  WebhookConfiguration,
} from './shared';

/** `ImageValidatingPolicy` of `policies.kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class ImageValidatingPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ImageValidatingPolicy',
  };

  public constructor(scope: Construct, id: string, props: ImageValidatingPolicyProps) {
    super(scope, id, { ...ImageValidatingPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ImageValidatingPolicy`. */
export interface ImageValidatingPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ImageValidatingPolicySpec;
}

/** `ImageValidatingPolicy.spec`. */
export interface ImageValidatingPolicySpec {
  readonly attestations?: readonly Attestation[];
  readonly attestors: readonly Attestor[];
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly autogen?: ImageValidatingPolicyAutogen;
  readonly credentials?: Credentials;
  readonly evaluation?: Evaluation;
  readonly failurePolicy?: 'Ignore' | 'Fail';
  readonly images?: readonly NamedExpression[];
  readonly matchConditions?: readonly NamedExpression[];
  readonly matchConstraints?: MatchConstraints;
  readonly matchImageReferences?: readonly MatchImageReference[];
  readonly validationActions?: readonly ('Deny' | 'Audit' | 'Warn')[];
  /** @default {} */
  readonly validationConfigurations?: ValidationConfigurations;
  readonly validations: readonly Validation[];
  readonly variables?: readonly NamedExpression[];
  readonly webhookConfiguration?: WebhookConfiguration;
}

/** `ImageValidatingPolicy.spec.attestations[]`. */
export interface Attestation {
  readonly intoto?: Intoto;
  readonly name: string;
  readonly referrer?: Intoto;
}

/** `ImageValidatingPolicy.spec.attestations[].intoto`. */
export interface Intoto {
  readonly type: string;
}

/** `ImageValidatingPolicy.spec.attestors[]`. */
export interface Attestor {
  readonly cosign?: Cosign;
  readonly name: string;
  readonly notary?: Notary;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign`. */
export interface Cosign {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly certificate?: Certificate;
  readonly ctlog?: Ctlog;
  readonly key?: Key;
  readonly keyless?: Keyless;
  readonly source?: Source;
  readonly trustedRoot?: TrustedRoot;
  readonly tuf?: Tuf;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.certificate`. */
export interface Certificate {
  readonly cert?: TrustedRoot;
  readonly certChain?: TrustedRoot;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.certificate.cert`. */
export interface TrustedRoot {
  readonly expression?: string;
  readonly value?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.ctlog`. */
export interface Ctlog {
  readonly ctLogPubKey?: string;
  readonly insecureIgnoreSCT?: boolean;
  readonly insecureIgnoreTlog?: boolean;
  readonly rekorPubKey?: string;
  readonly tsaCertChain?: string;
  readonly url?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.key`. */
export interface Key {
  readonly data?: string;
  readonly expression?: string;
  readonly hashAlgorithm?: string;
  readonly kms?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.keyless`. */
export interface Keyless {
  readonly additionalExtensions?: Readonly<Record<string, string>>;
  readonly identities: readonly Identity[];
  readonly roots?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.keyless.identities[]`. */
export interface Identity {
  readonly issuer?: string;
  readonly issuerRegExp?: string;
  readonly subject?: string;
  readonly subjectExpression?: string;
  readonly subjectRegExp?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.source`. */
export interface Source {
  readonly PullSecrets?: readonly PullSecret[];
  readonly repository?: string;
  readonly tagPrefix?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.source.PullSecrets[]`. */
export interface PullSecret {
  /** @default "" */
  readonly name?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.tuf`. */
export interface Tuf {
  readonly mirror?: string;
  readonly root?: Root;
}

/** `ImageValidatingPolicy.spec.attestors[].cosign.tuf.root`. */
export interface Root {
  readonly data?: string;
  readonly path?: string;
}

/** `ImageValidatingPolicy.spec.attestors[].notary`. */
export interface Notary {
  readonly certs?: TrustedRoot;
  readonly tsaCerts?: TrustedRoot;
}

/** `ImageValidatingPolicy.spec.autogen`. */
export interface ImageValidatingPolicyAutogen {
  readonly podControllers?: PodControllers;
}

/** `ImageValidatingPolicy.spec.credentials`. */
export interface Credentials {
  readonly allowInsecureRegistry?: boolean;
  readonly providers?: readonly ('default' | 'amazon' | 'azure' | 'google' | 'github')[];
  readonly secrets?: readonly string[];
}

/** `ImageValidatingPolicy.spec.matchImageReferences[]`. */
export interface MatchImageReference {
  readonly expression?: string;
  readonly glob?: string;
}

/** `ImageValidatingPolicy.spec.validationConfigurations`. */
export interface ValidationConfigurations {
  /** @default true */
  readonly mutateDigest?: boolean;
  /** @default true */
  readonly required?: boolean;
  /** @default true */
  readonly verifyDigest?: boolean;
}
