import type * as pulumi from '@pulumi/pulumi';

/** The inputs of a time limit. */
export interface ExpiryProps {
  readonly ttlSeconds: number;
}

interface ExpiryOuts extends ExpiryProps {
  /** When the limit was first stated: ISO 8601, as all times here. */
  readonly since: string;
  readonly expires: string;
}

/** Keeps when something began, so that no later update prolongs it; another limit counts from the same moment. */
export const expiry: pulumi.dynamic.ResourceProvider = {
  async create(inputs: ExpiryProps) {
    return { id: 'expiry', outs: expiringSince(new Date().toISOString(), inputs) };
  },
  async diff(_id: string, olds: ExpiryOuts, news: ExpiryProps) {
    return { changes: olds.ttlSeconds !== news.ttlSeconds };
  },
  async update(_id: string, olds: ExpiryOuts, news: ExpiryProps) {
    return { outs: expiringSince(olds.since, news) };
  },
};

function expiringSince(since: string, { ttlSeconds }: ExpiryProps): ExpiryOuts {
  return { ttlSeconds, since, expires: new Date(Date.parse(since) + ttlSeconds * 1000).toISOString() };
}
