import { listOf, show } from '../core/errors';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import type { ReportOfContainer } from './job-containers';
import type { JobProblem } from './job-problem';

/**
 * Kubernetes has taken any printable name since 1.34; Volcano's webhook takes those of before (volcano v1.15.1 validates with options of
 * pods that are all off).
 */
const NAME = /^(?!\.\.)[-._A-Za-z][-._A-Za-z0-9]*$/;

/** The variables of a container: each has a name of its own, which the definition of Volcano's Job wants, and one value. */
export function* checkEnv(container: JsonObject, report: ReportOfContainer): Iterable<JobProblem> {
  const names = new Set<string>();
  for (const [index, variable] of listAt(container, 'env').entries()) {
    const at = `/env/${index}`;
    const name = textAt(variable, 'name') ?? '';
    if (!NAME.test(name) || name === '.') {
      yield report(
        `${at}/name`,
        name,
        `has a variable ${show(name)}, which is no name of one`,
        'Write letters, digits, "_", "-" and ".", no digit first.',
      );
    } else if (names.has(name)) {
      yield report(`${at}/name`, name, `has the variable ${name} twice`, 'Leave one of them out.');
    }
    names.add(name);
    if (!optionalObjectAt(variable, 'valueFrom')) {
      continue;
    }
    const source = objectAt(variable, 'valueFrom');
    const sources = Object.keys(source).filter((key) => source[key] !== null);
    if (sources.length !== 1) {
      const which = sources.length === 0 ? 'nowhere' : listOf(sources);
      yield report(`${at}/valueFrom`, sources, `has the variable ${name} from ${which}`, 'Name one source.');
    } else if (textAt(variable, 'value') !== undefined) {
      const both = `has the variable ${name} with a value and from ${sources.join()}`;
      yield report(`${at}/value`, variable.value, both, 'Leave value or valueFrom out.');
    }
  }
}
