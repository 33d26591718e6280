// Packs the package and uses the tarball as a stranger would: installed in an empty folder, required and imported,
// type-checked with the oldest and the newest TypeScript that are supported, and looked at by publint and attw; then as the README says,
// line by line, with its own program.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-package-'));
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const OLDEST_TYPESCRIPT = '5.4';
const NEWEST_TYPESCRIPT = '7';

function run(command, args, cwd) {
  console.log(`$ ${command} ${args.join(' ')}`);
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

const PROGRAM = `import { FleetApp, Gpu, GpuFleet, planOf } from 'cdk8s-fleet';
import { Twin } from 'cdk8s-fleet/twin';
import { expectNoErrors } from 'cdk8s-fleet/testing';

export const app = new FleetApp({ outdir: 'out' });
const fleet = new GpuFleet(app, 'fleet', {
  members: { a: { kubernetes: '1.34', pools: [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 1, gpusPerNode: 8 }] } },
});
fleet.member('a');
// @ts-expect-error a misspelt member does not compile
const misspelt = () => fleet.member('b');
app.synth();
expectNoErrors(app);
const plan = planOf(app.compile());
if (!('fleet' in plan.fleets) || typeof Twin.up !== 'function' || typeof misspelt !== 'function') {
  throw new Error('the package does not work');
}
`;

try {
  const [{ filename, files, size }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  console.log(`${filename}: ${files.length} files, ${Math.round(size / 1024)} KiB`);
  const tarball = join(folder, filename);
  console.log(run('npx', ['publint', tarball, '--strict'], root));
  console.log(run('npx', ['attw', tarball, '--profile', 'node16', '--format', 'ascii'], root));

  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`);
  run('npm', ['install', '--no-audit', '--no-fund', tarball, ...peers, '@types/node@20'], user);
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      `old-ts@npm:typescript@~${OLDEST_TYPESCRIPT}`,
      `new-ts@npm:typescript@^${NEWEST_TYPESCRIPT}`,
    ],
    user,
  );

  writeFileSync(join(user, 'main.ts'), PROGRAM);
  writeFileSync(join(user, 'main.mts'), PROGRAM);
  for (const compiler of ['old-ts', 'new-ts']) {
    const options = [
      '--strict',
      '--module',
      'node16',
      '--moduleResolution',
      'node16',
      '--target',
      'es2022',
      '--skipLibCheck',
    ];
    run(
      'node',
      [join('node_modules', compiler, 'bin', 'tsc'), ...options, '--types', 'node', 'main.ts', 'main.mts'],
      user,
    );
  }
  run('node', ['main.js'], user);
  run('node', ['main.mjs'], user);
  console.log(run('npx', ['cdk8s-fleet', '--version'], user).trim());
  console.log(run('npx', ['cdk8s-fleet', 'plan', 'main.js'], user));
  // plain Node says it otherwise than tsx, under which the tests of the command line run
  writeFileSync(join(user, 'waits.mjs'), 'await Promise.resolve();');
  const waits = spawnSync('npx', ['cdk8s-fleet', 'plan', 'waits.mjs'], { cwd: user, encoding: 'utf8' });
  if (waits.status !== 1 || !waits.stderr.includes('cli/top-level-await')) {
    throw new Error(`a program that waits at its top level is not told so: ${waits.stderr}`);
  }

  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocksOf = (language) =>
    [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]);
  const stranger = join(folder, 'stranger');
  mkdirSync(stranger);
  writeFileSync(join(stranger, 'package.json'), JSON.stringify({ name: 'stranger', private: true }));
  writeFileSync(join(stranger, 'main.ts'), blocksOf('ts')[0]);
  const lines = blocksOf('sh').find((block) => block.startsWith('npm install cdk8s-fleet '));
  for (const line of [...lines.trim().split('\n'), 'npx tsc --noEmit main.ts', 'npm install @pulumi/pulumi']) {
    const [command, ...words] = line.replace(/\s+#.*/, '').split(' ');
    const isInstall = command === 'npm';
    run(
      command,
      words.map((word) => (isInstall && word === 'cdk8s-fleet' ? tarball : word)),
      stranger,
    );
  }
  console.log('the package works');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
