import { ApiClient } from './client';
import type { Layout } from './layout';

/** The clients of a twin's API servers, one for each, made when it is first asked for. */
export class Clients {
  private readonly made = new Map<string, Promise<ApiClient>>();

  public constructor(private readonly layout: Layout) {}

  /** The client of one cluster. */
  public of(cluster: string): Promise<ApiClient> {
    const known = this.made.get(cluster);
    if (known) {
      return known;
    }
    const client = ApiClient.fromKubeconfig(this.layout.kubeconfig(cluster));
    this.made.set(cluster, client);
    return client;
  }

  /** Forgets clients: those whose server is gone would only hold dead connections. */
  public async close(clusters: readonly string[] = this.layout.clusters): Promise<void> {
    for (const cluster of clusters) {
      const client = this.made.get(cluster);
      this.made.delete(cluster);
      (await client)?.close();
    }
  }
}
