import { ApiError } from './client';
import { apiRefused, apiUnreachable } from './failures';
import type { Layout } from './layout';
import { lastLines } from './process';
import type { Processes } from './processes';

const API_SERVER = 'kube-apiserver';

/** HTTP status from which on the server, and not the request, is to blame. */
const SERVER_ERROR = 500;

/**
 * What stands behind an error: for one of an API server, the component that has ended, or where it happened and what to do. All
 * others are given back as they are.
 */
export async function behind(error: unknown, layout: Layout, processes: Processes): Promise<unknown> {
  if (!(error instanceof ApiError)) {
    return error;
  }
  const { status, server } = error;
  const unreachable = status === 0;
  if (unreachable || status >= SERVER_ERROR) {
    try {
      await processes.expectAllRunning();
    } catch (died) {
      return died;
    }
  }
  const cluster = layout.clusters.find((name) => layout.apiUrl(name) === server) ?? server;
  const log = layout.log(cluster, API_SERVER);
  const at = { cluster, component: API_SERVER, log };
  return (unreachable ? apiUnreachable : apiRefused)(at, error, lastLines(log));
}
