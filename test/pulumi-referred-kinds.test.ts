import type { JsonObject } from '../lib/core/manifest';
import { referredKinds } from '../lib/pulumi/join/referred-kinds';

const kindsOf = (apiVersion: string, kind: string, spec: JsonObject) => [
  ...new Set(referredKinds({ apiVersion, kind, metadata: { name: 'x' }, spec }).map((one) => one.kind)),
];

test('an Ingress refers to the Secrets of its certificates', () => {
  const ingress = (spec: JsonObject) => kindsOf('networking.k8s.io/v1', 'Ingress', spec);
  expect(ingress({ tls: [{ hosts: ['a.example.com'], secretName: 'a-tls' }] })).toEqual(['Secret']);
  expect(ingress({ rules: [] })).toEqual([]);
});

test('what a member imports of the services of others', () => {
  expect(kindsOf('multicluster.x-k8s.io/v1alpha1', 'ServiceImport', { type: 'ClusterSetIP' })).toEqual([
    'Service',
    'EndpointSlice',
  ]);
});

test('volumes of pods, in whatever they stand', () => {
  const pods = (spec: JsonObject) => kindsOf('kubeflow.org/v1', 'PyTorchJob', { template: { spec } });
  const volumes = (...sources: JsonObject[]) => pods({ volumes: sources });
  expect(volumes({ csi: { driver: 'x', nodePublishSecretRef: { name: 'x' } } })).toEqual(['Secret']);
  expect(volumes({ azureFile: { secretName: 'x', shareName: 'y' } })).toEqual(['Secret']);
  expect(volumes({ projected: { sources: [{ configMap: { name: 'x' } }] } })).toEqual(['ConfigMap']);
  expect(volumes({ persistentVolumeClaim: { claimName: 'x' } })).toEqual(['PersistentVolumeClaim']);
  expect(volumes({ emptyDir: {} })).toEqual([]);
  expect(pods({ serviceAccountName: 'x' })).toEqual(['ServiceAccount']);
});

test('the Secret that a Certificate makes is none that it refers to', () => {
  expect(kindsOf('cert-manager.io/v1', 'Certificate', { secretName: 'x' })).toEqual([]);
});
