import { redacted, withoutTexts } from '../lib/pulumi/provider/redact';

const KEY = '-----BEGIN KEY-----\nMIIEvQ+/9f\nhush"hush&<x>\\end\n-----END KEY-----\n';

test('what a server says of a Secret has no value of it', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { key: 'aHVzaC1odXNo' } };
  expect(redacted('invalid aHVzaC1odXNo (hush-hush)', secret)).toBe('invalid [secret] ([secret])');
  expect(redacted('invalid aHVzaC1odXNo', { ...secret, kind: 'ConfigMap' })).toContain('aHVzaC1odXNo');
});

test('of texts within others, before others and over others nothing stays', () => {
  const within = ['hunter2', 'hunter2-admin-9f8e'];
  expect(withoutTexts('user hunter2-admin-9f8e, hunter2', within)).toBe('user [secret], [secret]');
  expect(withoutTexts('hunter2-admin-9f8e', [...within].reverse())).toBe('[secret]');
  expect(withoutTexts('is abcdefgh.', ['abcdef', 'cdefgh'])).toBe('is [secret].');
  expect(withoutTexts('is abababab.', ['ababab'])).toBe('is [secret].');
  expect(withoutTexts('the secret is secret', ['secret'])).toBe('the [secret] is [secret]');
});

test.each([
  ['as it is', KEY, '[secret]'],
  ['in quotes, as Go prints it', JSON.stringify(KEY), '"[secret]"'],
  ['in quotes within quotes', JSON.stringify(JSON.stringify(KEY)), String.raw`"\"[secret]\""`],
  ['as base64', Buffer.from(KEY).toString('base64'), '[secret]'],
  ['as Go writes JSON', String.raw`{"a":"hush\"hush\u0026\u003cx\u003e\\end"}`, '{"a":"[secret]"}'],
  ['indented', '  MIIEvQ+/9f\n  -----END KEY-----', '  [secret]\n  [secret]'],
  ['one line of it', 'unexpected "MIIEvQ+/9f" in line 2', 'unexpected "[secret]" in line 2'],
])('a secret of several lines, %s', (_name, message, told) => {
  expect(withoutTexts(`no: ${message}`, [KEY])).toBe(`no: ${told}`);
});

test('what is shorter than four characters is found everywhere, and stays', () => {
  expect(withoutTexts('an apple', ['a', 'app'])).toBe('an apple');
});
