// Completes package-lock.json after `npm install` from a registry that does not carry the binaries of every platform.
//
// npm leaves optional packages that it could not look up out of the lock file, and `npm ci` then refuses the file as
// incomplete. Each of them is pinned exactly by the package that wants it; with an entry of its own `npm ci` installs it on
// its platform and passes it over on all others.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../../package-lock.json', import.meta.url);
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) {
      continue;
    }
    if (!/^\d+\.\d+\.\d+[-.\w]*$/.test(version)) {
      throw new Error(`${name} is wanted as ${version} by ${path}: only exact versions can be completed`);
    }
    const words = name.split(/[-/]/);
    const [os, cpu] = [OS, CPU].map((known) => known.filter((word) => words.includes(word)));
    if (os.length + cpu.length === 0) {
      throw new Error(`${name}, wanted by ${path}, does not name its platform`);
    }
    const entry = { version, optional: true, ...(cpu.length > 0 ? { cpu } : {}), ...(os.length > 0 ? { os } : {}) };
    const dev = lock.packages[path].dev ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = { ...entry, ...dev };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(added.length > 0 ? `completed: ${added.join(', ')}` : 'the lock file is complete');

/** Whether node would find the package from there: in a node_modules folder of the wanting package, or above. */
function isLocked(from, name) {
  const folders = [`${from}/node_modules`, 'node_modules'];
  for (let at = from.lastIndexOf('/node_modules/'); at > 0; at = from.lastIndexOf('/node_modules/', at - 1)) {
    folders.push(`${from.slice(0, at)}/node_modules`);
  }
  return folders.some((folder) => lock.packages[`${folder}/${name}`] !== undefined);
}
