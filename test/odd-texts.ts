/** Texts that a writer of YAML gets wrong, and some that it need not quote. */
export const ODD_TEXTS: readonly string[] = [
  // indicators of YAML, alone and before text
  ...words(`~ - -- --- ... = << < ! !!str &a *a ? :`),
  ...['', ' ', '  ', '\t', '--- x', '--- \nx', '? x'],
  // indicators within text
  ...words(`# a: :a a:b -a --a -c -1c %a @a | >`),
  ...['# x', 'a #b', 'a# b', 'a: b', 'a :b', 'a : b', '- a', '`a'],
  // brackets, quotes and paths
  ...words(`{ } [ ] {} [] [1] " ' it's a"b , $(A) (a) /a ./a ../a . .. ._`),
  ...['{a: 1}', 'a, b'],
  // what some reader takes for null, a truth value or no number
  ...words(`null Null NULL true TRUE False yes No no ON off y N nan inf .nan .inf -.INF`),
  // what some reader takes for a number
  ...words(`0 -0 +1 1 01 08 017 0o7 0x1 0X1F 0b1 1_000 1e3 1E+3 .5 5. 1.5 -1.5e-7 1e e1 -e1 E-12 e_1`),
  // sexagesimal numbers and times
  ...words(`1:30 190:20:30 190:20:30.15 12:30:45 2026-11-21 2026-11-21T10:00:00Z 12e03 1__2 0_`),
  '2001-12-14 21:59:43.10 -5',
  // quantities, addresses, versions and durations
  ...words(`10Gi 500m 1.5Gi 1E 1k 1d 1p2 0x1p-2 10.0.0.1 10.0.0.0/8 1.2.3 v1 5s 1h30m 0x 0o 1_`),
  // white space of all sorts
  ...[
    'a ',
    ' a',
    'a  b',
    'a\tb',
    'a\rb',
    'a\r\nb',
    '\u0085',
    'a\u0085b',
    'a\u2028b',
    'a\u2029b',
    '\ufeff',
    '\u00a0',
    '\u3000',
    '\u0000',
    '\u007f',
  ],
  // beyond ASCII
  'http://x:80/y?z#w',
  ...['\ud800', 'a\udfffb', '🚀', 'a🚀b', '\uffff', '\ufffe', '\ue000', '训练', '训练: 值', 'é', '\u200b', '\u202e'],
  // several lines
  ...[
    'a\n',
    'a\nb',
    'a\nb\n',
    'a\nb\n\n',
    'a\n\nb',
    '\n',
    '\n\n',
    '\na',
    ' a\nb',
    'a\n b',
    'a\n\tb',
    '\ta\nb',
    'a\n \nb',
    'a\n ',
    'a \nb ',
  ],
  // lines that look like structure
  ...[
    'a\n\n',
    'a\n---\nb',
    'a\n...\n',
    '# a\nb: c\n',
    'a: b\nc: d\n',
    '- a\n- b',
    'a\n训练\n',
    'a\n🚀\n',
    '%YAML 1.1\nb',
    'a\n#b',
    'a\n\u3000\n',
  ],
  // names of JavaScript, and long texts
  ...words(`__proto__ constructor toString`),
  ...['x'.repeat(2000), 'x y '.repeat(500), '训'.repeat(1023), '"'.repeat(600), 'x'.repeat(1000)],
];

/** The words of a text. */
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
