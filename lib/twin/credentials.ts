import { Agent } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';

/** What the library adds to a request so that the server accepts it. */
interface RequestAccess {
  agent?: Agent;
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
  headers?: Record<string, string>;
  auth?: string;
}

/** What a client shows to an API server: a certificate with each connection, headers with each request. */
export class Credentials {
  /** Those of a kubeconfig's current context; a command that it names for them is run. @throws Error if they cannot be had */
  public static async of(config: KubeConfig): Promise<Credentials> {
    const access: RequestAccess = {};
    await config.applyToHTTPSOptions(access);
    const { agent, ...shown } = access;
    // only the library's own knows the way through a proxy
    return new Credentials(shown, config.getCurrentCluster()?.proxyUrl === undefined ? undefined : agent);
  }

  /** The connections on which the certificate is shown. */
  public readonly agent: Agent;
  /** What authenticates each request, where no certificate does. */
  public readonly headers: Readonly<Record<string, string>>;

  private constructor(
    private readonly shown: Omit<RequestAccess, 'agent'>,
    agent: Agent | undefined,
  ) {
    const { ca, cert, key, rejectUnauthorized, servername, headers, auth } = shown;
    this.headers = { ...headers, ...(auth && { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` }) };
    // No limit of open sockets: a request that waits for one gets it before the answer on it is closed, which node-fetch
    // takes for an answer that was cut off.
    const tls = { ca, cert, key, servername, ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }) };
    this.agent = agent ?? new Agent({ ...tls, keepAlive: true, maxFreeSockets: 24 });
  }

  /** Certificate of the authority that the server is known by, PEM; undefined: one that every machine knows. */
  public get authority(): string | undefined {
    return this.shown.ca?.toString();
  }

  /** Whether a server would see no difference. */
  public equals(other: Credentials): boolean {
    return isDeepStrictEqual(this.shown, other.shown);
  }
}

/**
 * The credentials of one client over time: those of a command end, and it is asked for others when a server refuses them, as client-go does it
 * (client-go plugin/pkg/client/auth/exec/exec.go).
 */
export class CurrentCredentials {
  private readonly had: [Credentials, ...Credentials[]];
  private renewing: Promise<void> | undefined;

  /** @param ask gets credentials anew */
  public constructor(
    first: Credentials,
    private readonly ask: () => Promise<Credentials>,
  ) {
    this.had = [first];
  }

  /** Those that were had last. */
  public get current(): Credentials {
    return this.had.at(-1) as Credentials;
  }

  /**
   * What to show in place of credentials that a server has refused; undefined where there is nothing else. Requests that are refused
   * together ask once.
   * @throws Error if no others can be had
   */
  public async insteadOf(refused: Credentials): Promise<Credentials | undefined> {
    if (this.current === refused) {
      this.renewing ??= this.renew().finally(() => {
        this.renewing = undefined;
      });
      await this.renewing;
    }
    return this.current === refused ? undefined : this.current;
  }

  /** Closes idle connections. */
  public close(): void {
    for (const { agent } of this.had) {
      agent.destroy();
    }
  }

  private async renew(): Promise<void> {
    const asked = await this.ask();
    if (!asked.equals(this.current)) {
      this.had.push(asked);
    }
  }
}
