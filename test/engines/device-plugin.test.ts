import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { GpuSharing } from '../../lib';
import { defaultCacheRoot, type Engine, ensureEngines } from '../../lib/engines';
import { resolveSharing } from '../../lib/fleet/gpu-sharing';
import { NVIDIA_PLUGIN_VERSION, nvidiaConfig } from '../../lib/fleet/nvidia-device-plugin';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

const run = promisify(execFile);

/** What NVIDIA's device plugin understands of our configurations, by its own parser. */
describe('the configuration of the device plugin', () => {
  let plugin: Engine;

  beforeAll(async () => {
    const engines = await ensureEngines(['nvidia-device-plugin'], { cacheRoot: defaultCacheRoot() });
    plugin = engines['nvidia-device-plugin'];
  }, BUILD_TIMEOUT);

  afterAll(removeTemporary);

  /** A configuration as the plugin reads it; fails as it does. */
  async function read(yaml: string): Promise<unknown> {
    const file = temporary('config.yaml');
    writeFileSync(file, yaml);
    const { stdout } = await run(plugin.binary, ['--config-file', file]);
    return JSON.parse(stdout);
  }

  const readSharing = (sharing: GpuSharing) => read(nvidiaConfig(resolveSharing(sharing, undefined)));
  const replicated = (replicas: number, rename?: string) => [
    { name: 'nvidia.com/gpu', devices: 'all', replicas, ...(rename ? { rename } : {}) },
  ];

  test('is of the release whose image runs', () => {
    expect(plugin.version).toBe(NVIDIA_PLUGIN_VERSION);
  });

  test('makes eight time slices of a card', async () => {
    expect(await readSharing(GpuSharing.timeSlices(8))).toMatchObject({
      strategy: 'time-slicing',
      resources: replicated(8),
      refusesMore: false,
    });
  });

  test('gives slices a name of their own, and refuses more than one, where asked', async () => {
    const sharing = GpuSharing.timeSlices(4, { rename: true, refuseMoreThanOne: true });
    expect(await readSharing(sharing)).toMatchObject({
      resources: replicated(4, 'nvidia.com/gpu.shared'),
      refusesMore: true,
    });
  });

  test('makes shares of MPS, and has the folder without which the plugin does not start', async () => {
    expect(await readSharing(GpuSharing.mps(3))).toMatchObject({
      strategy: 'mps',
      resources: replicated(3),
      refusesMore: true,
      mpsRoot: '/run/nvidia/mps',
    });
  });

  test('offers MIG devices by their profile, or as GPUs', async () => {
    const devices = { '1g.10gb': 7 } as const;
    expect(await readSharing(GpuSharing.mig(devices))).toMatchObject({ strategy: 'none', migStrategy: 'mixed' });
    expect(await readSharing(GpuSharing.mig(devices, { strategy: 'single' }))).toMatchObject({ migStrategy: 'single' });
  });

  test('is refused with one slice, as our check refuses it', async () => {
    await expect(readSharing(GpuSharing.timeSlices(1))).rejects.toMatchObject({
      stderr: expect.stringContaining('number of replicas must be >= 2'),
    });
  });
});
