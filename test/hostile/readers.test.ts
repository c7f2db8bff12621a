import { needlesOf } from '../../src/commands/verify/reading/credentials';
import { servicesOf, splitWords } from '../../src/repository/compose';
import { baseOf } from '../../src/repository/dockerfile';
import { readEnvText } from '../../src/repository/env-file';
import { interpolate } from '../../src/repository/interpolation';
import type { TagPlan } from '../../src/repository/repository';
import { tagPlans, workflowNames, workflowPublishes } from '../../src/repository/tag-plans';
import { REPOSITORY } from '../kit/evidence';

/** What `verify` reads of a repository is read in line with its size: half a megabyte of anything takes no seconds. */

const SIZE = 500_000;
const LIMIT = 3_000;

const fill = (piece: string, size = SIZE): string => piece.repeat(Math.ceil(size / piece.length));

const makefile = (text: string): readonly TagPlan[] =>
  tagPlans({ ...REPOSITORY, makefile: { path: 'Makefile', text } });

const workflow = (step: object): readonly TagPlan[] =>
  tagPlans({
    ...REPOSITORY,
    workflows: [{ path: 'w.yml', text: '', document: { jobs: { a: { steps: [step] } } } }],
  });

const service = (more: object): unknown => servicesOf({ services: { web: { build: '.', ...more } } });

const PIECES = [
  '${A:-',
  '${A',
  '$(',
  '$A',
  '}',
  '{',
  '$$',
  '\\',
  '"',
  "'",
  ' ',
  '\n',
  '#',
  '=',
  '1',
  '-p 1',
  'docker build ',
  ' -t a',
  ',type=raw',
  ',value=',
  'push:',
  'buildx ',
  '$(foreach x,',
  '$(addprefix ',
  ',',
  '$(A)',
  'A=$(A)$(A)\n',
  'A += x\n',
  '"/health',
  'steps.a.outputs.tags\n',
  'FROM a AS b\n',
  'A="',
  'A=$A$A\n',
  '\t\\\n',
];

const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['a value of the compose file', (text) => service({ image: text, environment: { A: text }, env_file: text })],
  ['a command of the compose file', (text) => service({ command: text })],
  ['a port of the compose file', (text) => service({ ports: [text] })],
  ['a time of the compose file', (text) => service({ stop_grace_period: text })],
  ['a command line', splitWords],
  ['a reference', (text) => interpolate(text, (name) => (name === 'A' ? text : undefined))],
  ['an env file', readEnvText],
  ['secrets', needlesOf],
  ['a Makefile', makefile],
  ['a recipe', (text) => makefile(`A = x\nb:\n\tdocker build ${text}\n`)],
  ['short recipes', (text) => makefile(`A = ${fill('x ', 9_000)}\n${text.replace(/(.{60})/g, '$1\n')}`)],
  ['a run of a workflow', (text) => workflow({ run: `docker build ${text}` })],
  ['tags of a workflow', (text) => workflow({ uses: 'docker/build-push-action@v6', with: { push: true, tags: text } })],
  ['a workflow', (text) => [workflowPublishes({ path: '', text }), workflowNames({ path: '', text }, 'acme/a', '1')]],
  ['a Dockerfile', (text) => baseOf(text)],
  ['a FROM', (text) => baseOf(`ARG A=1\nFROM ${text}\n`)],
];

test.each(READERS)(
  '%s',
  (_, read) => {
    const slow = PIECES.flatMap((piece) => {
      const began = performance.now();
      read(fill(piece));
      read(`${fill(piece)}x`);
      const took = performance.now() - began;
      return took > LIMIT ? [`${JSON.stringify(piece)}: ${Math.round(took)} ms`] : [];
    });
    expect(slow).toEqual([]);
  },
  300_000,
);
