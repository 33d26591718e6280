import { ApiClient } from '../../twin/client';

/** How a target is reached, as its resource states it. */
export interface Access {
  readonly kubeconfig: string;
  readonly context?: string;
}

/** Works with a client of the target, and closes it. */
export async function connected<T>(
  { kubeconfig, context }: Access,
  work: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const client = await ApiClient.fromConfig(kubeconfig, { context });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
