import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { NotYet, waitFor } from '../../lib/twin/wait';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { Server } from './support/server';

const NAMES = ['istio', 'kyverno', 'thanos', 'prometheus', 'promtool', 'envoy'] as const;

let engines: Awaited<ReturnType<typeof ensureEngines<(typeof NAMES)[number]>>>;

beforeAll(async () => {
  engines = await ensureEngines(NAMES, { cacheRoot: defaultCacheRoot() });
}, BUILD_TIMEOUT);

afterAll(removeTemporary);

test.each([
  ['istio', ['pilot-discovery', 'version', '--short']],
  ['istio', ['istioctl', 'version', '--remote=false']],
  ['kyverno', ['version']],
  ['thanos', ['--version']],
  ['prometheus', ['--version']],
  ['promtool', ['--version']],
  ['envoy', ['--version']],
] as const)('%s %j tells the version that is pinned', (name, args) => {
  const { binary, version } = engines[name];
  const release = version.replace(/^v/, '').replace(/^0\.315/, '3.15');
  const { stdout, stderr } = spawnSync(binary, args, { encoding: 'utf8' });
  expect(stdout + stderr).toContain(release);
});

test.each([
  [
    'prometheus',
    'Server is ready to receive web requests',
    ['--config.file=prometheus.yml', '--storage.tsdb.path=data', '--web.listen-address=127.0.0.1:0'],
  ],
  ['thanos', 'starting query node', ['query', '--http-address=127.0.0.1:0', '--grpc-address=127.0.0.1:0']],
] as const)('%s ends with whoever started it', async (name, ready, args) => {
  const folder = temporary(name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
  const server = await Server.start(engines[name].binary, args, folder);
  try {
    await waitFor(name, async () => server.log.includes(ready) || new NotYet(server.log), { seconds: 30 });
    server.cutLifeline();
    expect(await server.ended).toBe(1);
    expect(server.log).toContain('the process that started this one is gone');
  } finally {
    await server.stop();
  }
});
