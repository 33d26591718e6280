/** Functions of templates: those of Prometheus (v3.9 template/template.go) and of Go's text/template. */
const FUNCTIONS = new Set(
  `query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink sortByLabel stripPort
  stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp toTime toDuration now pathPrefix externalURL
  parseDuration urlQueryEscape and call html index slice js len not or print printf println urlquery eq ge gt le lt ne`.split(
    /\s+/,
  ),
);
const OPENING = ['if', 'range', 'with', 'define', 'block'];
const WORDS = new Set([...OPENING, 'else', 'end', 'template', 'break', 'continue', 'true', 'false', 'nil']);
/** What every alert has; `$` alone is all of it. */
const VARIABLES = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];

const TEXT = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'/;
const ACTION = new RegExp(
  `^\\{\\{(?:-\\s)?\\s*(?:/\\*[\\s\\S]*?\\*/|((?:${TEXT.source}|(?!\\}\\})[^"\`'])*))(?:\\s-)?\\}\\}`,
);

/**
 * Why Prometheus cannot read a template in a label or an annotation of an alert: an action without end, a block without end, a function
 * or a variable that is not there. Arguments of functions are not looked at.
 */
export function templateProblem(template: string): string | undefined {
  const declared = new Set([
    ...VARIABLES,
    ...[...template.matchAll(/(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:?=/g)].flatMap(namesOf),
  ]);
  const blocks: string[] = [];
  for (let at = template.indexOf('{{'); at >= 0; at = template.indexOf('{{', at)) {
    const [action, body = ''] = ACTION.exec(template.slice(at)) ?? [];
    if (action === undefined) {
      return `'${template.slice(at, at + 20)}' has no end`;
    }
    const code = body.replace(new RegExp(TEXT, 'g'), '""');
    const words = code.match(/(?<![\w.$])[A-Za-z_]\w*/g) ?? [];
    const unknown =
      words.find((word) => !WORDS.has(word) && !FUNCTIONS.has(word)) ??
      code.match(/\$\w*/g)?.find((variable) => !declared.has(variable));
    if (unknown !== undefined) {
      return `there is no ${unknown.startsWith('$') ? 'variable' : 'function'} '${unknown}'`;
    }
    if (OPENING.includes(words[0] ?? '')) {
      blocks.push(action);
    } else if (words[0] === 'end' && blocks.pop() === undefined) {
      return `'${action}' ends nothing`;
    }
    at += action.length;
  }
  return blocks.length > 0 ? `'${blocks.at(-1)}' has no end` : undefined;
}

function namesOf([, ...names]: RegExpExecArray): string[] {
  return names.filter((name) => name !== undefined);
}
