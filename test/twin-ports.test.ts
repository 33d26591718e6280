import { createServer, type Server } from 'node:net';
import fc from 'fast-check';
import type { FleetModel, MemberModel } from '../lib/core/model';
import { Layout } from '../lib/twin/layout';
import { expectFree, PortRange } from '../lib/twin/ports';

const member = (name: string): MemberModel => ({
  name,
  zones: [],
  kubernetes: '1.36',
  engines: {},
  syncMode: 'Push',
  labels: {},
  taints: [],
  pools: [],
});

const fleetOf = (count: number): FleetModel => ({
  name: 'f',
  karmada: '1.18',
  currency: 'USD',
  groups: {},
  members: Array.from({ length: count }, (_, i) => member(`m${i}`)),
});

function listen(port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

test('a range holds its ports until each is released', async () => {
  const range = await PortRange.find(5);
  try {
    await expect(expectFree([range.base + 3])).rejects.toMatchObject({ id: 'twin/port-in-use' });
    await range.release([range.base + 3]);
    await expectFree([range.base + 3]);
    await expect(expectFree([range.base + 4])).rejects.toMatchObject({ id: 'twin/port-in-use' });
  } finally {
    await range.close();
  }
  await expectFree([range.base, range.base + 4]);
});

test('ranges that are looked for at the same moment do not meet', async () => {
  const ranges = await Promise.all(Array.from({ length: 5 }, () => PortRange.find(30)));
  const bases = ranges.map(({ base }) => base).sort((a, b) => a - b);
  await Promise.all(ranges.map((range) => range.close()));
  expect(bases.every((base, i) => i === 0 || base - (bases[i - 1] as number) >= 30)).toBe(true);
});

test('a given range in which something listens is refused, and nothing of it stays held', async () => {
  const range = await PortRange.find(3);
  const taken = range.base + 1;
  await range.release([taken]);
  const server = await listen(taken);
  try {
    await range.close();
    await expect(PortRange.at(range.base, 3)).rejects.toMatchObject({
      id: 'twin/port-in-use',
      place: `127.0.0.1:${taken}`,
    });
    await expectFree([range.base]);
  } finally {
    await close(server);
  }
});

test('no two components of a twin share a port, and all lie in its range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      const fleet = fleetOf(count);
      const layout = new Layout('/state', fleet, 20_000);
      const ports = [
        ...Object.values(layout.shared),
        ...fleet.members.flatMap(({ name }) => Object.values(layout.memberPorts(name))),
      ] as number[];
      expect(new Set(ports).size).toBe(ports.length);
      expect(Math.min(...ports)).toBeGreaterThan(20_000);
      expect(Math.max(...ports)).toBeLessThan(20_000 + Layout.portCount(fleet));
    }),
  );
});
