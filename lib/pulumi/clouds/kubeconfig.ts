import * as pulumi from '@pulumi/pulumi';

/** A cluster whose users ask a program for their token: the kubeconfig itself does not change, and holds no credentials. */
export interface ExecAccess {
  /** Name of the cluster in the kubeconfig. */
  readonly name: string;
  /** Address of the API server, `https://` included. */
  readonly server: pulumi.Input<string>;
  /** Certificate of its authority, base64. */
  readonly certificate: pulumi.Input<string>;
  /** The program that prints a token: it must be on the PATH where Pulumi runs. */
  readonly command: string;
  readonly args?: readonly pulumi.Input<string>[];
  /** What to do where the program is missing, for people. */
  readonly installHint: string;
  /** Whether the program wants to be told about the cluster. */
  readonly provideClusterInfo?: boolean;
}

/** Content of a kubeconfig, as a secret. */
export function execKubeconfig(access: ExecAccess): pulumi.Output<string> {
  const { name, server, certificate, command, args = [], installHint, provideClusterInfo = false } = access;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': certificate } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1beta1',
            command,
            args: [...args],
            installHint,
            interactiveMode: 'Never',
            provideClusterInfo,
          },
        },
      },
    ],
  };
  // JSON is YAML
  return pulumi.secret(pulumi.jsonStringify(config));
}
