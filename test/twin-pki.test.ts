import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { createPki, type Pki } from '../lib/twin/pki';

let pki: Pki;

beforeAll(async () => {
  pki = await createPki();
});

test('the serving certificate is for loopback and signed by the authority', () => {
  const [ca, server] = [new X509Certificate(pki.ca), new X509Certificate(pki.server.certificate)];
  expect(ca.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(ca) && server.verify(ca.publicKey)).toBe(true);
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkHost('localhost')).toBe('localhost');
  expect(server.checkHost('karmada-aggregated-apiserver.karmada-system.svc')).toBeDefined();
  expect(server.checkHost('example.com')).toBeUndefined();
});

test('the administrator is in the group that may do everything', () => {
  const admin = new X509Certificate(pki.admin.certificate);
  expect(admin.verify(new X509Certificate(pki.ca).publicKey)).toBe(true);
  expect(admin.subject.split('\n').sort()).toEqual(['CN=admin', 'O=system:masters']);
});

test('the front proxy belongs to an authority of its own', () => {
  const proxy = new X509Certificate(pki.frontProxy.certificate);
  expect(proxy.verify(new X509Certificate(pki.frontProxyCa).publicKey)).toBe(true);
  expect(proxy.verify(new X509Certificate(pki.ca).publicKey)).toBe(false);
});

test('keys belong to their certificates, and every twin has its own', async () => {
  const { certificate, key } = pki.server;
  expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
  const { serviceAccount } = pki;
  const derived = createPublicKey(serviceAccount.key).export({ type: 'spki', format: 'pem' });
  expect(derived).toBe(serviceAccount.publicKey);
  const other = await createPki();
  expect(other.token).not.toBe(pki.token);
  expect(other.ca).not.toBe(pki.ca);
});
