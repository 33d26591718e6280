import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claim, roster, target } from '../lib/pulumi/provider';
import { marked } from '../lib/pulumi/provider/owner';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import {
  inputsOfToday,
  KUBECONFIG,
  pathOf,
  type State,
  startApi,
  stateOfToday,
  statusOf,
} from './earlier-states/recorded';
import type { FakeApi } from './fake-api';

const FOLDER = join(__dirname, 'earlier-states');
const RECORDED = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const TARGET = 'fleet/members/a';

/** By the names that their code has in a state. */
const PROVIDERS = { target, roster, claim };

let api: FakeApi;

beforeEach(async () => {
  api = await startApi();
});

afterEach(() => api.stop());

/** A target out of a recorded state, with its objects on the server. */
function targetOf(state: State): { readonly id: string; readonly outs: TargetOuts } {
  const { id, outs } = state[TARGET]!;
  const reached = { ...(outs as object as TargetOuts), kubeconfig: api.kubeconfig };
  for (const object of Object.values(reached.objects)) {
    api.objects.set(pathOf(object), { ...marked(object, id), ...statusOf(object) });
  }
  return { id, outs: reached };
}

/** What this version gives the target now. */
async function news(without?: 'gone'): Promise<TargetProps> {
  return { ...((await inputsOfToday(without)).get(TARGET) as object as TargetProps), kubeconfig: api.kubeconfig };
}

test('there are recorded states', () => {
  expect(RECORDED).toContain('0.1.json');
});

describe.each(RECORDED)('the state of %s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const state = JSON.parse(text) as State;

  test('it has the resources of today, no path of a machine and no key', async () => {
    expect(Object.keys(state)).toEqual(Object.keys(await stateOfToday()));
    expect(text).not.toMatch(/"\/|file:|BEGIN|127\.0\.0\.1/);
    expect(state[TARGET]?.outs.kubeconfig).toBe(KUBECONFIG);
  });

  test('the code that it names is there', () => {
    const code = Object.values(state).map(({ outs }) => outs.__provider);
    const text = (name: string) => `exports.handler = () => require('cdk8s-fleet/pulumi/provider').${name};`;
    expect(code).toEqual(Object.keys(PROVIDERS).map(text));
  });

  test('a refresh finds what is there, and nothing that has drifted', async () => {
    const { id, outs } = targetOf(state);
    const { props, inputs } = await target.read!(id, outs);
    expect(props).toEqual(outs);
    expect(inputs.objects).toEqual(outs.objects);
    expect(api.changes).toEqual([]);
  });

  test('an update applies what is new, deletes what is gone, and leaves the rest', async () => {
    const { id, outs } = targetOf(state);
    await target.update!(id, outs, await news());
    expect(api.changes).toEqual([]);
    const { outs: after } = await target.update!(id, outs, await news('gone'));
    expect(api.changes).toEqual(['DELETE gone']);
    expect(Object.keys(after.objects).sort()).toEqual(
      Object.keys(outs.objects)
        .filter((key) => key !== 'ConfigMap ml/gone')
        .sort(),
    );
  });

  test('a list of late secrets is new today, and where it is empty no change by itself', async () => {
    const { lateSecrets: _, clusterId: __, ...olds } = targetOf(state).outs;
    const check = async (more: object) => (await target.check!(olds, { ...olds, ...more })).inputs;
    expect(await check({ lateSecrets: [] })).toEqual(olds);
    expect(await check({ lateSecrets: ['hush'] })).toEqual({ ...olds, lateSecrets: ['hush'] });
    // where something else changes, it may be refused
    expect(await check({ lateSecrets: [], runsPods: true })).toEqual({ ...olds, lateSecrets: [], runsPods: true });
  });

  test('it is deleted, the last stage first', async () => {
    const { id, outs } = targetOf(state);
    await target.delete!(id, outs);
    expect([...api.changes.slice(0, -1)].sort()).toEqual(['DELETE gone', 'DELETE password', 'DELETE settings']);
    expect(api.changes.at(-1)).toBe('DELETE ml');
  });

  test('roster and claim remember', async () => {
    const today = await inputsOfToday();
    const check = async (name: string, provider: typeof roster, changed: object = {}) => {
      const checked = await provider.check!(state[name]!.outs, { ...today.get(name), ...changed });
      return checked.failures!.map(({ reason }) => reason);
    };
    expect(await check('fleet/roster', roster)).toEqual([]);
    expect(await check('fleet/roster', roster, { targets: {} })).toEqual([
      expect.stringContaining('pulumi/target-goes at control-plane'),
      expect.stringContaining('pulumi/target-goes at members/a'),
    ]);
    expect(await check('fleet/deployment', claim)).toEqual([]);
    expect(await check('fleet/deployment', claim, { deployment: 'another', mode: 'objects' })).toEqual([
      expect.stringContaining('pulumi/deployment-moves at another'),
    ]);
  });
});
