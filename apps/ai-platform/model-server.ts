import { type Destination, WholePropagation } from 'cdk8s-fleet';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** What tells one deployment of a model from another. */
export interface ModelServerProps {
  readonly namespace: string;
  readonly model: string;
  /** Version of the model: label `version` of the pods, by which routes tell them apart, and tag of the image. */
  readonly version: string;
  /** Pods in each member. */
  readonly replicas: number;
  /** Members that answer with this version. */
  readonly to: Destination;
}

/** Pods that answer inference requests, one GPU each, in each of some members. */
export class ModelServer extends Construct {
  public constructor(scope: Construct, id: string, props: ModelServerProps) {
    super(scope, id);
    const { namespace, model, version, replicas, to } = props;
    const own = { 'app.kubernetes.io/name': id };
    const of = new k8s.KubeDeployment(this, 'Resource', {
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
    new WholePropagation(this, 'Placement', { of, to, copies: 'every-member', policyName: `${id}-placement` });
  }
}
