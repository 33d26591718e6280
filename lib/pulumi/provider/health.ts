import type { ApiClient } from '../../twin/client';
import type { JoinProps } from './join-props';

/**
 * Looks at a member before it joins, so that no work is sent to one that cannot do it: it answers, it is of the version that the
 * program states, and enough of its nodes are ready.
 * @throws Error that names what is not as it should be
 */
export async function requireHealthy(
  member: ApiClient,
  name: string,
  { kubernetes, readyNodes }: JoinProps['expected'],
): Promise<void> {
  await member.text('GET', '/readyz');
  const { major, minor } = await member.json<{ major: string; minor: string }>('GET', '/version');
  // clouds write 34+
  const version = `${major}.${minor.replace(/\D+$/, '')}`;
  if (version !== kubernetes) {
    throw new Error(
      `member ${name} runs Kubernetes ${version}, and the program states ${kubernetes}: its manifests were checked for that. ` +
        'State the version that runs, or upgrade the member.',
    );
  }
  const nodes = await member.list({ apiVersion: 'v1', kind: 'Node' });
  const ready = nodes.filter((node) => isReadyNode(node as unknown as Node)).length;
  if (ready < readyNodes) {
    throw new Error(
      `member ${name} has ${ready} ready nodes of ${nodes.length}, and joins with at least ${readyNodes}. Look at its nodes (kubectl describe nodes), or lower readyNodes.`,
    );
  }
}

interface Node {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isReadyNode({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}
