import { Writable } from 'node:stream';
import pc from 'picocolors';
import { compileProgram } from '../../lib/app/program';
import { printFindings, printPlan } from '../../lib/cli/report';
import { Terminal } from '../../lib/cli/terminal';
import { planOf } from '../../lib/plan/plan';
import { escaped, THEME } from './theme';

const COMMAND = 'npm start -- --no-twin';
const SIZE = 13;
const LINE = 19;
const CHARACTER = 7.85;
const MARGIN = 20;
const BAR = 34;
/** Longer lines go on below, as in a terminal so wide. */
const COLUMNS = 110;

/** What `npm start -- --no-twin` prints on a terminal with colours, as SVG. */
export function reportPicture(): string {
  const lines = [`\u001b[32m$\u001b[39m ${COMMAND}`, ...printed().trimEnd().split('\n').flatMap(wrapped)];
  const rows = lines.map(styledParts);
  const columns = Math.max(...rows.map((parts) => parts.reduce((sum, { text }) => sum + text.length, 0)));
  const width = Math.ceil(2 * MARGIN + columns * CHARACTER);
  const height = BAR + MARGIN + lines.length * LINE;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${THEME.page}" stroke="${THEME.border}"/>`,
    ...['#f2495c', '#f2cc0c', '#73bf69'].map(
      (color, i) => `<circle cx="${20 + 18 * i}" cy="18" r="5.5" fill="${color}"/>`,
    ),
    `<g font-family="${THEME.mono}" font-size="${SIZE}" fill="${THEME.text}">`,
    ...rows.map((parts, i) => line(parts, BAR + MARGIN / 2 + (i + 0.5) * LINE)),
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function printed(): string {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  const terminal = Object.assign(new Terminal(stream), { colors: pc.createColors(true) });
  const compilation = compileProgram(undefined);
  printFindings(terminal, compilation.findings);
  printPlan(terminal, planOf(compilation));
  return chunks.join('');
}

/** A long line as several, each with the margin of the first. Only prose is so long, and prose has no styles. */
function wrapped(text: string): string[] {
  if (text.length <= COLUMNS || text.includes('\u001b')) {
    return [text];
  }
  const margin = /^ */.exec(text)![0];
  const lines: string[] = [];
  let row = margin;
  for (const word of text.trim().split(' ')) {
    if (row !== margin && `${row} ${word}`.length > COLUMNS) {
      lines.push(row);
      row = margin;
    }
    row += row === margin ? word : ` ${word}`;
  }
  return [...lines, row];
}

interface StyledPart {
  readonly text: string;
  /** SVG attributes. */
  readonly style: string;
}

/** What the codes of a terminal stand for, as attributes of SVG. */
const CODES: Readonly<Record<string, readonly [attribute: string, value: string]>> = {
  1: ['font-weight', 'bold'],
  2: ['fill', THEME.dim],
  31: ['fill', '#f2495c'],
  32: ['fill', '#73bf69'],
  33: ['fill', '#f2cc0c'],
  36: ['fill', '#56c5d0'],
};

/** A line of a terminal in parts of one style each. Any code that is no style of ours ends them. */
function styledParts(text: string): StyledPart[] {
  const style = new Map<string, string>();
  return text.split('\u001b[').flatMap((part, i) => {
    const [, code, rest] = (i > 0 && /^(\d*)m(.*)$/s.exec(part)) || [undefined, undefined, part];
    const known = code === undefined ? undefined : CODES[code];
    if (known) {
      style.set(...known);
    } else if (code !== undefined) {
      style.clear();
    }
    const attributes = [...style].map(([name, value]) => ` ${name}="${value}"`).join('');
    return rest ? [{ text: rest, style: attributes }] : [];
  });
}

/** Words have places of their own where more than one space is between them: columns stand in line whatever the font. */
function line(parts: readonly StyledPart[], y: number): string {
  let column = 0;
  return parts
    .map(({ text, style }) => {
      const words = [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: word, index }) => {
        const x = MARGIN + (column + index) * CHARACTER;
        const length = word.length * CHARACTER;
        return `<text x="${x.toFixed(1)}" y="${y}" textLength="${length.toFixed(1)}"${style}>${escaped(word)}</text>`;
      });
      column += text.length;
      return words.join('');
    })
    .join('');
}
