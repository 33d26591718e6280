import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostPreparation } from '../lib';
import { withoutComments } from '../lib/provisioning/shell-script';
import { manifestsOf } from '../lib/testing';
import { edgeCluster } from './provisioning-support';

/** What the machines of the cluster `edge` are made of; a machine is replaced when its part changes. */
const MADE_OF = {
  'the script': '884993c09f8038bd',
  'workers of the pool a100': '9356c4ca48ea03af',
  'workers of the pool cpu': 'dce3e3f7cc302971',
  'machines of the control plane': 'f9c1b207e170d7c6',
};

const MEANING =
  'With this change every machine that Cluster API has made from a program like this one is made anew by the next update of the ' +
  'library. Is it worth that? Then write the new digest here, and say so in "When machines are made anew" of ' +
  'docs/host-preparation.md and in the notes of the release, which is not a patch.';

describe('a release of this library by itself replaces no machine', () => {
  test.each(Object.entries(MADE_OF))('%s', (part, known) => {
    const seen = digest(contents()[part]);
    if (seen !== known) {
      throw new Error(`${part}: the digest of what is written to machines is ${seen}, and was ${known}. ${MEANING}`);
    }
  });

  test('comments of the script are not on the machines, what runs is', () => {
    const script = '#!/bin/sh\n# what it is for\n\nset -u\n  # why\n  echo "# $1" # as it is\n\n';
    expect(withoutComments(script)).toBe('#!/bin/sh\nset -u\n  echo "# $1" # as it is\n');
    const source = readFileSync(join(__dirname, '../lib/provisioning/host.sh'), 'utf8');
    expect(withoutComments(`${source}\n# another word\n`)).toBe(HostPreparation.script);
    expect(HostPreparation.script.split('\n').filter((line) => /^\s*#/.test(line))).toEqual(['#!/bin/sh']);
  });

  test('what the script says in quotes and here-documents has no line that reads as a comment', () => {
    const source = readFileSync(join(__dirname, '../lib/provisioning/host.sh'), 'utf8');
    const texts = [...source.matchAll(/<<END\n(.*?)\nEND\n/gs), ...source.matchAll(/="([^"]*\n[^"]*)"/g)];
    expect(texts).toHaveLength(2);
    for (const [, text] of texts) {
      expect(text).not.toMatch(/^\s*(#|$)/m);
    }
  });
});

function contents(): Readonly<Record<string, unknown>> {
  const { app } = edgeCluster();
  const of = (kind: string) => manifestsOf(app, { target: 'fleet/host', kind });
  const workers = of('KubeadmConfigTemplate').map(
    ({ metadata, spec }) => [`workers of the pool ${metadata.name?.split('-')[1]}`, spec] as const,
  );
  const [controlPlane] = of('KubeadmControlPlane') as unknown as { readonly spec: Record<string, unknown> }[];
  const { replicas: _, ...machines } = controlPlane!.spec;
  return {
    'the script': HostPreparation.script,
    ...Object.fromEntries(workers),
    'machines of the control plane': machines,
  };
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
