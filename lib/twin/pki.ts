import { randomBytes, webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 60 * 60 * 1000;
const LIFETIME_DAYS = 365;

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Everything secret of one twin. Made anew for each twin, never leaves its state folder. */
export interface Pki {
  /** Certificate of the authority that signs `server` and `admin`, PEM. */
  readonly ca: string;
  /** Serves every API of the twin on loopback. */
  readonly server: KeyPair;
  /** Client in `system:masters`; also the API servers' client of etcd. */
  readonly admin: KeyPair;
  /** Certificate of the authority that signs `frontProxy`, PEM. */
  readonly frontProxyCa: string;
  /** The API servers' client of aggregated API servers. */
  readonly frontProxy: KeyPair;
  /** Signs service account tokens; PEM, private and public. */
  readonly serviceAccount: { readonly key: string; readonly publicKey: string };
  /** Bearer token of an administrator: what Karmada reaches the members with. */
  readonly token: string;
}

/** The certificate library, loaded only when it is needed: it takes a tenth of a second. */
type Library = typeof X509;

interface Authority {
  readonly certificate: X509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** DNS names under which the twin's servers are called; all of them resolve to loopback. */
const SERVER_NAMES = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'karmada-aggregated-apiserver.karmada-system.svc',
  'karmada-webhook.karmada-system.svc',
];

/** Makes the keys and certificates of one twin. */
export async function createPki(): Promise<Pki> {
  const x509 = await library();
  const [ca, frontProxyCa] = await Promise.all([
    authority(x509, 'cdk8s-fleet twin'),
    authority(x509, 'cdk8s-fleet twin proxy'),
  ]);
  const names: X509.JsonGeneralNames = [
    { type: 'ip', value: '127.0.0.1' },
    ...SERVER_NAMES.map((value) => ({ type: 'dns' as const, value })),
  ];
  const both = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  const [server, admin, frontProxy, serviceAccount] = await Promise.all([
    // etcd dials itself with its serving certificate, hence the client usage.
    leaf(x509, ca, 'CN=cdk8s-fleet-twin', both, names),
    leaf(x509, ca, 'CN=admin,O=system:masters', [x509.ExtendedKeyUsage.clientAuth]),
    leaf(x509, frontProxyCa, 'CN=front-proxy', [x509.ExtendedKeyUsage.clientAuth]),
    newKeys(),
  ]);
  return {
    ca: ca.certificate.toString('pem'),
    server,
    admin,
    frontProxyCa: frontProxyCa.certificate.toString('pem'),
    frontProxy,
    serviceAccount: {
      key: await pem(serviceAccount.privateKey, 'pkcs8', 'PRIVATE KEY'),
      publicKey: await pem(serviceAccount.publicKey, 'spki', 'PUBLIC KEY'),
    },
    token: randomBytes(24).toString('hex'),
  };
}

async function library(): Promise<Library> {
  // It builds on decorators, whose metadata it expects somebody else to have loaded.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function authority(x509: Library, name: string): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serial(),
    name: `CN=${name}`,
    keys: keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function leaf(
  x509: Library,
  issuer: Authority,
  subject: string,
  usages: X509.ExtendedKeyUsage[],
  names: X509.JsonGeneralNames = [],
): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    serialNumber: serial(),
    subject,
    issuer: issuer.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pem(keys.privateKey, 'pkcs8', 'PRIVATE KEY') };
}

/** Valid from yesterday, so that a clock that is set back does no harm. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + LIFETIME_DAYS * DAY) };
}

/** A positive serial number: the first bit of the first octet is 0 (RFC 5280, 4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}

async function pem(key: webcrypto.CryptoKey, format: 'pkcs8' | 'spki', label: string): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey(format, key)).toString('base64');
  return `-----BEGIN ${label}-----\n${(der.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}
