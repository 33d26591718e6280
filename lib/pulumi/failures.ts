import { fewOf, show } from '../core/errors';
import { Failure, reasonOf } from '../core/failure';

/** Lines of Pulumi's last words that a message repeats. */
const LAST_LINES = 5;

/** The program has objects for a cluster that nobody knows how to reach. */
export function noConnection(target: string, similar: string | undefined, fix: string): Failure {
  return new Failure({
    id: 'pulumi/no-connection',
    place: target,
    message: `the program has objects for it, and there is no kubeconfig${similar ? `; there is one for "${similar}"` : ''}.`,
    fix,
  });
}

/**
 * An update would delete everything that a target has.
 * @param objects how many were applied there; left out: its Cluster object goes
 */
export function targetGoes(target: string, objects?: number): Failure {
  const what = objects === undefined ? 'its Cluster object' : `the ${objects} objects that were applied there`;
  const carried = target.startsWith('members/') ? ', with all that Karmada carries there' : '';
  return new Failure({
    id: 'pulumi/target-goes',
    place: target,
    message: `the program has nothing for it any more: ${what} would be deleted${carried}.`,
    fix: `if that is meant, allow it once with deletes: { targets: ['${target}'] }; work moves before its member gets another name.`,
  });
}

/** An update would delete more than is allowed. */
export function manyDeletes(deployment: string, objects: readonly string[], allowed: number): Failure {
  return new Failure({
    id: 'pulumi/many-deletes',
    place: deployment,
    message: `${objects.length} objects would be deleted, and ${allowed} are allowed: ${fewOf(objects)}.`,
    fix: `if that is meant, allow it once with deletes: { objects: ${objects.length} }.`,
  });
}

/** An update would delete objects with what others have in them. */
export function contentGoes(deployment: string, objects: readonly string[], keys: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/content-goes',
    place: deployment,
    message: `${fewOf(objects)} would be deleted with all that is in ${objects.length === 1 ? 'it' : 'them'}, whoever made that.`,
    fix: `if that is meant, allow it once with deletes: { withContent: [${keys.map((key) => `'${key}'`).join(', ')}] }.`,
  });
}

/** An update would apply objects by other resources than those that have them, and then delete them by these. */
export function objectsMove(deployment: string, objects: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/objects-move',
    place: deployment,
    message: `${objects.length} objects would be applied by a new resource and then deleted by their old one: ${fewOf(objects)}.`,
    fix:
      'update once with the option retainOnDelete of the deployment, before the mode, the paths or the versions of objects change; ' +
      'then they stay, and the new resources take them up.',
  });
}

/** An update would apply objects in members that Karmada then deletes there, since they leave the control plane. */
export function objectsDescend(deployment: string, objects: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/objects-move',
    place: deployment,
    message: `${objects.length} objects leave the control plane for the scope of a member, where Karmada would delete them after they are applied: ${fewOf(objects)}.`,
    fix: 'leave them out of one update, after which Karmada has removed its copies, and state them in the scope of the member in the next.',
  });
}

/**
 * What a resource works on has become another cluster, and what was made in the one before is still there.
 * @param remains that: `3 objects of this target`
 */
export function otherCluster(server: string, before: string, remains: string): Failure {
  return new Failure({
    id: 'pulumi/other-cluster',
    place: server,
    message: `it is another cluster than the one before, ${before}, which still runs and has ${remains}.`,
    fix:
      'delete what is there (pulumi destroy --target and the URN of this resource), or leave it there for good (pulumi state delete and ' +
      'the URN); then update again.',
  });
}

/** A release of that name is there, and not this program's. */
export function releaseNotOurs(place: string, release: string, whose: string, keep: string): Failure {
  return new Failure({
    id: 'pulumi/release-not-ours',
    place,
    message: `the release ${release} is there already, and ${whose}. Nothing was changed.`,
    fix: `if it is to stay as it is, ${keep}; if this program is to upgrade it now and to uninstall it one day, pass adopt: ['${place}'] to AddOnReleases.`,
  });
}

/** A rule says when an object is done, in words that nobody knows. */
export function awaitRuleUnreadable(kind: string, rule: string): Failure {
  return new Failure({
    id: 'pulumi/await-rule',
    place: `the await rule of ${kind}`,
    message: `"${rule}" is none that is understood.`,
    fix:
      "write 'rollout', 'carried', 'condition=Ready', 'condition=Ready=False', 'jsonpath={.status.phase}' or 'jsonpath={.status.phase}=Active'; a " +
      "path is of fields, indexes and names in quotes ([0], ['a.b/c']), and a value has no = and no quotes.",
  });
}

/** Another deployment would apply the objects of a fleet one by one, and then the one that has them would delete them. */
export function deploymentMoves(next: string, before: string): Failure {
  return new Failure({
    id: 'pulumi/deployment-moves',
    place: next,
    message: `the objects of the fleet belong to ${before}: they would be applied by new resources and then deleted by their old ones.`,
    fix:
      "give the deployment an alias, with its old name (aliases: [{ name: 'old' }]) or its old parent (aliases: [{ parent: old }]); " +
      'or update once under the old name with its option retainOnDelete before.',
  });
}

/** A mode that is none. */
export function unknownMode(deployment: string, mode: string, similar: string | undefined): Failure {
  return new Failure({
    id: 'pulumi/unknown-mode',
    place: deployment,
    message: `there is no mode ${mode}${similar ? `; there is "${similar}"` : ''}.`,
    fix: "choose 'bulk' or 'objects'.",
  });
}

/** A rule of what is waited for that would never hold for anything, or not as it is meant. */
export function badAwait(deployment: string, message: string, fix: string): Failure {
  return new Failure({ id: 'pulumi/bad-await', place: deployment, message, fix });
}

/** An allowance that allows nothing. */
export function badDeletes(deployment: string, message: string, fix: string): Failure {
  return new Failure({ id: 'pulumi/bad-deletes', place: deployment, message, fix });
}

/** A number that nothing can be done with. */
export function badNumber(place: string, property: string, value: unknown, expected: string): Failure {
  return new Failure({
    id: 'pulumi/bad-number',
    place,
    message: `${property} is ${show(value)}.`,
    fix: `give it ${expected}, or leave it out.`,
  });
}

/** Objects cannot be applied one by one. */
export function kubernetesMissing(cause: unknown): Failure {
  return new Failure({
    id: 'pulumi/kubernetes-missing',
    place: '@pulumi/kubernetes',
    message: 'the package cannot be loaded, and one resource for each object needs it.',
    fix: "install it (npm install @pulumi/kubernetes), or leave the mode of the deployment at 'bulk', which needs no plugin.",
    cause,
  });
}

/** A stack has one resource for each object, and this machine cannot have the plugin. */
export function pluginMissing(stack: string, why: string): Failure {
  return new Failure({
    id: 'pulumi/plugin-missing',
    place: stack,
    message: `its setting mode is objects, and ${why}.`,
    fix: 'install the plugin, or update the stack from a machine that has it.',
  });
}

/** The program has no fleet to deploy, or several. */
export function whichFleet(place: string, names: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/which-fleet',
    place,
    message: `the program has ${names.length} fleets${names.length > 0 ? ` (${names.join(', ')})` : ''}; a deployment is of one.`,
    fix: names.length === 0 ? 'give the program a GpuFleet.' : 'name one with fleet.',
  });
}

/** There is no Pulumi on this machine. */
export function cliMissing(): Failure {
  return new Failure({
    id: 'pulumi/cli-missing',
    place: 'PATH',
    message: 'there is no pulumi on the PATH, or one that is too old, and none has been built.',
    fix: 'install Pulumi (https://www.pulumi.com/docs/install/), or build it with: cdk8s-fleet engines pulumi.',
  });
}

/** There is no helm on this machine. */
export function helmMissing(): Failure {
  return new Failure({
    id: 'pulumi/helm-missing',
    place: 'PATH',
    message: 'there is no helm on the PATH, and none has been built.',
    fix: 'install helm (https://helm.sh/docs/intro/install/), or build it with: cdk8s-fleet engines helm.',
  });
}

/** The helm of this machine lacks what releases need. */
export function helmTooOld(version: string, oldest: string): Failure {
  return new Failure({
    id: 'pulumi/helm-too-old',
    place: 'PATH',
    message: `the helm on the PATH is ${version}, and it takes ${oldest} or newer.`,
    fix: 'install a newer one (https://helm.sh/docs/intro/install/), or build one with: cdk8s-fleet engines helm.',
  });
}

/** An operation of Pulumi failed; what went wrong has been told on its output. */
export function operationFailed(operation: string, stack: string, cause: unknown): Failure {
  return new Failure({
    id: 'pulumi/failed',
    place: stack,
    message: `${operation} did not end well.`,
    fix: 'read the output above; what was done is kept, and the same command goes on from there.',
    lastLines: reasonOf(cause).trimEnd().split('\n').slice(-LAST_LINES),
    cause,
  });
}

/** The secrets of a stack on this machine were encrypted with a passphrase that is not its own. */
export function otherPassphrase(stack: string, file: string, cause: unknown): Failure {
  return new Failure({
    id: 'pulumi/other-passphrase',
    place: stack,
    message: `the passphrase that its secrets are encrypted with is not the one in ${file}.`,
    fix:
      'write that one into the file. It may be what PULUMI_CONFIG_PASSPHRASE of a shell was when the stack was made, before this package ' +
      'left the variable aside.',
    cause,
  });
}

/** A resource of this package would be imported. */
export function noImport(resource: string): Failure {
  return new Failure({
    id: 'pulumi/no-import',
    place: resource,
    message: 'it has the option import, and Pulumi cannot read a dynamic resource that is not in its state.',
    fix: 'leave the option out: an update takes up what is there already, by its name.',
  });
}

/** Somebody has ended an operation. */
export function operationInterrupted(operation: string, stack: string, cause: unknown): Failure {
  return new Failure({
    id: 'pulumi/interrupted',
    place: stack,
    message: `${operation} was interrupted before its end.`,
    fix: 'run the same command again: what was done is kept, and it goes on from there.',
    cause,
  });
}

/** The program was compiled in another process than it is deployed in. */
export function lateValueLost(text: string): Failure {
  return new Failure({
    id: 'pulumi/late-value-lost',
    place: text,
    message: 'it stands for a value of another process: the program was compiled elsewhere.',
    fix: 'compile the program where it is deployed.',
  });
}

/** An output that is no text. */
export function lateValueMissing(text: string, value: unknown): Failure {
  return new Failure({
    id: 'pulumi/late-value-missing',
    place: text,
    message: `a property of a construct depends on an output that is ${typeof value === 'object' && value !== null ? 'an object' : String(value)}, not text.`,
    fix: 'pass late() an output that has a text.',
  });
}
