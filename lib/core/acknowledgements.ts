import type { IConstruct } from 'constructs';
import { closest } from './errors';
import { type Acknowledgement, type Finding, Findings, finding } from './findings';
import { ERROR_ACKNOWLEDGED, NOTHING_TO_ACKNOWLEDGE } from './rules';

/**
 * Marks findings that are acknowledged by the construct at their place or by one above it. Errors stay errors: what
 * the engine refuses cannot be accepted. Adds findings for acknowledgements that have no effect.
 *
 * @param constructs all of the tree below `root`
 */
export function applyAcknowledgements(
  root: IConstruct,
  constructs: readonly IConstruct[],
  findings: readonly Finding[],
): Finding[] {
  const effective = new Set<Acknowledgement>();
  const applied = findings.map((f) => apply(root, f, effective));
  const idle = constructs
    .filter((construct) => Findings.existing(construct))
    .flatMap((construct) =>
      (Findings.existing(construct)?.acknowledgements ?? [])
        .filter((acknowledgement) => !effective.has(acknowledgement))
        .map((acknowledgement) => idleFinding(construct, acknowledgement, findings)),
    );
  return [...applied, ...idle.map((f) => apply(root, f, effective))];
}

/** The nearest acknowledgement gives the reason; those above it have had their effect, too. */
function apply(root: IConstruct, f: Finding, effective: Set<Acknowledgement>): Finding {
  if (f.severity === 'error') {
    return f;
  }
  const [nearest, ...others] = nearestConstruct(root, f.place)
    .node.scopes.reverse()
    .flatMap((scope) => Findings.existing(scope)?.acknowledgements.filter(({ id }) => id === f.id) ?? []);
  if (!nearest) {
    return f;
  }
  for (const acknowledgement of [nearest, ...others]) {
    effective.add(acknowledgement);
  }
  return { ...f, acknowledged: nearest.reason };
}

function idleFinding(construct: IConstruct, { id, reason }: Acknowledgement, findings: readonly Finding[]): Finding {
  const { path } = construct.node;
  const here = findings.filter(({ place }) => path === '' || place === path || place.startsWith(`${path}/`));
  const error = here.find((f) => f.id === id);
  if (error) {
    return finding(ERROR_ACKNOWLEDGED, {
      place: path,
      value: id,
      message: `it acknowledges '${id}' (${reason}), which is an error at ${error.place}.`,
      fix: error.fix,
    });
  }
  const near = closest(id, new Set(here.map((f) => f.id)));
  return finding(NOTHING_TO_ACKNOWLEDGE, {
    place: path,
    value: id,
    message: `it acknowledges '${id}' (${reason}), but there is no such finding in it.`,
    fix:
      near === undefined
        ? 'Remove the acknowledgement, or move it to where the finding is.'
        : `Did you mean '${near}'?`,
  });
}

function nearestConstruct(root: IConstruct, path: string): IConstruct {
  let at = root;
  for (const part of path.split('/')) {
    const child = at.node.tryFindChild(part);
    if (!child) {
      break;
    }
    at = child;
  }
  return at;
}
