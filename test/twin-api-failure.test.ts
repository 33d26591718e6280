import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetModel } from '../lib/core/model';
import { behind } from '../lib/twin/api-failure';
import { ApiError } from '../lib/twin/client';
import { engineDied } from '../lib/twin/failures';
import { Layout } from '../lib/twin/layout';
import type { Processes } from '../lib/twin/processes';

const fleet = { name: 'f', karmada: '1.18', currency: 'USD', groups: {}, members: [{ name: 'a' }] };
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-api-'));
const layout = new Layout(folder, fleet as unknown as FleetModel, 20_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function processes(dead?: Error): Processes {
  return {
    expectAllRunning: async () => {
      if (dead) {
        throw dead;
      }
    },
  } as unknown as Processes;
}

const silent = new ApiError(0, 'Unreachable', 'no answer within 15 s', layout.apiUrl('a'));
const died = engineDied({ cluster: 'a', component: 'kube-apiserver', log: 'x' }, []);

test('an API server that gives no answer is a failure with its place and a fix', async () => {
  expect(await behind(silent, layout, processes())).toMatchObject({
    id: 'twin/api-unreachable',
    place: 'a/kube-apiserver',
    reason: 'the API server did not answer: no answer within 15 s.',
    fix: expect.stringContaining('twin status'),
    log: layout.log('a', 'kube-apiserver'),
    cause: silent,
  });
});

test('where a component has ended, that is what happened', async () => {
  const broken = new ApiError(500, 'InternalError', 'failed calling webhook', layout.apiUrl('control-plane'));
  expect(await behind(silent, layout, processes(died))).toBe(died);
  expect(await behind(broken, layout, processes(died))).toBe(died);
});

test('what an API server refuses is not the fault of a component that has ended', async () => {
  const refused = new ApiError(403, 'Forbidden', 'not allowed', layout.apiUrl('control-plane'));
  expect(await behind(refused, layout, processes(died))).toMatchObject({
    id: 'twin/api-refused',
    place: 'control-plane/kube-apiserver',
  });
});

test('other errors stay as they are', async () => {
  const other = new Error('other');
  expect(await behind(other, layout, processes(died))).toBe(other);
});
