import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** What tells one deployment of a model from another. */
export interface ModelServerProps {
  readonly namespace: string;
  readonly model: string;
  /** Version of the model: label `version` of the pods, by which routes tell them apart, and tag of the image. */
  readonly version: string;
  readonly replicas: number;
}

/** Pods that answer inference requests, one GPU each. */
export function modelServer(scope: Construct, id: string, props: ModelServerProps): k8s.KubeDeployment {
  const { namespace, model, version, replicas } = props;
  const own = { 'app.kubernetes.io/name': id };
  return new k8s.KubeDeployment(scope, id, {
    metadata: { name: id, namespace },
    spec: {
      replicas,
      selector: { matchLabels: own },
      template: {
        metadata: { labels: { ...own, app: model, version } },
        spec: {
          containers: [
            {
              name: 'server',
              image: `registry.internal/ml/${model}-serve:${version}`,
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: {
                limits: {
                  cpu: k8s.Quantity.fromNumber(4),
                  memory: k8s.Quantity.fromString('16Gi'),
                  'nvidia.com/gpu': k8s.Quantity.fromNumber(1),
                },
              },
              readinessProbe: { httpGet: { path: '/ready', port: k8s.IntOrString.fromString('http') } },
            },
          ],
        },
      },
    },
  });
}
