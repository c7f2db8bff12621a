import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { composeConfig } from '../../src/machine/compose-config';
import { folderFiles } from '../../src/machine/files';
import type { ComposeService } from '../../src/repository/compose';
import { composeFilesIn, outsideOf } from '../../src/repository/compose-files';
import { readFiles } from '../../src/repository/read-repository';
import { environment, newFolder } from '../kit/program';
import { testWorld } from '../kit/world';

/**
 * What a compose file says of a service, as Compose reads it and as it is read where there is no Compose: each case has one
 * truth, written by hand, and both readers are held to it.
 */

type Files = Readonly<Record<string, string>>;

/** What is expected of the service that is judged; variables are those that the app gets. */
type Expected = Partial<Omit<ComposeService, 'environment'>> & {
  readonly variables?: Readonly<Record<string, string>>;
};

const HERE = 'build: .';

const CASES: readonly (readonly [string, Files, Expected])[] = [
  [
    'a command and an entry point, as text and as lists',
    { 'compose.yaml': `services: {web: {${HERE}, entrypoint: [sh, -c], command: "gunicorn 'a b' \\"c d\\" x\\\\ y"}}` },
    { runWords: ['--entrypoint=sh'], entryRest: ['-c'], command: ['gunicorn', 'a b', 'c d', 'x y'] },
  ],
  [
    'a dollar sign that is written twice, and one in single quotes',
    { 'compose.yaml': `services: {web: {${HERE}, command: ["$$HOME", "'$A'", "$\${B}"]}}`, '.env': 'A=1\n' },
    { command: ['$HOME', "'1'", '${B}'] },
  ],
  [
    'variables from .env, with defaults, and none of the user',
    {
      'compose.yaml': `services:\n  web:\n    ${HERE}\n    command: "x \${PORT} \${NONE:-d} \${EMPTY:-e} \${EMPTY-f} \${PORT:+set} \${NONE:-\${PORT}} [\${TOKEN}]"\n`,
      '.env': 'export PORT=8123 # ours\nEMPTY=\n',
    },
    { command: ['x', '8123', 'd', 'e', 'set', '8123', '[]'] },
  ],
  [
    'quotes, comments and several lines in .env',
    {
      'compose.yaml': `services: {web: {${HERE}, environment: {A: "\${A}", B: "\${B}", C: "\${C}", D: "\${D}"}}}`,
      '.env': 'A="a # b"\nB=\'$A\'\nC="one\ntwo"\nD: d\n',
    },
    { variables: { A: 'a # b', B: '$A', C: 'one\ntwo', D: 'd' } },
  ],
  [
    'an override file: mappings join, lists grow, a command is another one',
    {
      'compose.yaml': `services:\n  web:\n    ${HERE}\n    command: one\n    environment: {A: "1", B: "1"}\n    ports: ["8001:81"]\n`,
      'compose.override.yaml':
        'services:\n  web:\n    command: [two]\n    environment: [B=2, C=3]\n    ports: ["8002:82"]\n',
    },
    { command: ['two'], variables: { A: '1', B: '2', C: '3' }, ports: [81, 82] },
  ],
  [
    'an override file of the other name and ending',
    {
      'docker-compose.yml': `services: {web: {${HERE}, command: one}}`,
      'compose.override.yml': 'services: {web: {command: two, user: "5:5"}}',
    },
    { command: ['two'], runWords: ['--user=5:5'] },
  ],
  [
    'the first of several compose files',
    {
      'compose.yml': `services: {web: {${HERE}, command: yml}}`,
      'docker-compose.yml': `services: {web: {${HERE}, command: old}}`,
      'docker-compose.yaml': `services: {web: {${HERE}, command: older}}`,
    },
    { command: ['yml'] },
  ],
  [
    'a service that extends one of its own file',
    {
      'compose.yaml':
        'services:\n  base:\n    image: x\n    environment: {A: "1"}\n    stop_grace_period: 1m2s\n  web:\n    extends: base\n    build: .\n    environment: [B=2]\n',
    },
    { variables: { A: '1', B: '2' }, graceSeconds: 62 },
  ],
  [
    'a service that extends one of a file in another folder, whose paths begin there',
    {
      'compose.yaml': 'services: {web: {extends: {file: shared/common.yaml, service: app}, command: own}}',
      'shared/common.yaml':
        'services:\n  base: {environment: {A: base}, user: "7"}\n  app: {extends: {service: base}, build: {context: ../app, target: run}, env_file: app.env, command: theirs}\n',
      'shared/app.env': 'FROM_FILE=1\nA=file\n',
      'app/Dockerfile': 'FROM scratch AS run\n',
    },
    {
      command: ['own'],
      runWords: ['--user=7'],
      target: 'run',
      variables: { A: 'base', FROM_FILE: '1' },
    },
  ],
  [
    'a file that is included',
    {
      'compose.yaml': `include: [parts/compose.yaml]\nservices: {web: {${HERE}, command: own, ports: ["80"]}}`,
      'parts/compose.yaml': 'services: {worker: {build: ., command: work}}',
      'parts/Dockerfile': 'FROM scratch\n',
    },
    { name: 'web', command: ['own'], ports: [80] },
  ],
  [
    'what stands in an anchor and is merged in',
    {
      'compose.yaml': `x-app: &app\n  ${HERE}\n  environment: &env {A: "1"}\n  user: "9"\nservices:\n  web:\n    <<: *app\n    environment: {<<: *env, B: "2"}\n`,
    },
    { runWords: ['--user=9'], variables: { A: '1', B: '2' } },
  ],
  [
    'a service of a profile is passed over for one that always runs',
    {
      'compose.yaml': `services:\n  app: {${HERE}, profiles: [dev], ports: ["80:80"], command: dev}\n  other: {${HERE}, command: run}\n`,
    },
    { name: 'other', command: ['run'] },
  ],
  [
    'files of variables in every form; what is missing and need not be there is passed over',
    {
      'compose.yaml': `services:\n  web:\n    ${HERE}\n    env_file:\n      - one.env\n      - {path: gone.env, required: false}\n      - {path: raw.env, format: raw}\n    environment: {B: own}\n`,
      'one.env': 'A="quoted" # comment\nB=file\nC=${A}-$P\n',
      'raw.env': 'D="quoted" # no comment\n# a comment\nE=$A\n',
      '.env': 'P=p\n',
    },
    { variables: { A: 'quoted', B: 'own', C: 'quoted-p', D: '"quoted" # no comment', E: '$A' } },
  ],
  [
    'a name without a value gets none, whatever the user has',
    { 'compose.yaml': `services: {web: {build: {context: ., args: [TOKEN, X=1]}, environment: {TOKEN: , A: a}}}` },
    { buildArgs: { X: '1' }, variables: { A: 'a' } },
  ],
  [
    'the same in a list',
    {
      'compose.yaml': `services: {web: {build: {context: ., args: {TOKEN: , X: 1}}, environment: [TOKEN, HOME, A=a=b]}}`,
    },
    { buildArgs: { X: '1' }, variables: { A: 'a=b' } },
  ],
  [
    'values that are no texts',
    { 'compose.yaml': `services: {web: {${HERE}, environment: {A: 1, B: true, C: 1.5, D: "", E: 0x10}}}` },
    { variables: { A: '1', B: 'true', C: '1.5', D: '', E: '16' } },
  ],
  [
    'ports in every form',
    {
      'compose.yaml': `services:\n  web:\n    ${HERE}\n    ports: [8001, "8002", "80:8003", "127.0.0.1:80:8004/tcp", "[::1]:80:8005", "\${OUT:-90}:\${IN:-8006}", {target: 8007, published: "80"}]\n    expose: ["8008", 8009/tcp]\n`,
    },
    { ports: [8001, 8002, 8003, 8004, 8005, 8006, 8007, 8008, 8009] },
  ],
  [
    'a health check as a line, with a variable of the file and one of the container',
    { 'compose.yaml': `services: {web: {${HERE}, healthcheck: {test: "curl -f :\${P:-5} || exit $$CODE"}}}` },
    { healthcheck: ['CMD-SHELL', 'curl -f :5 || exit $CODE'] },
  ],
  [
    'a health check that is switched off',
    { 'compose.yaml': `services: {web: {${HERE}, healthcheck: {disable: true}}}` },
    { healthcheck: ['NONE'] },
  ],
  [
    'everything else of how it is run',
    {
      'compose.yaml': `services:\n  web:\n    ${HERE}\n    user: "\${UID:-1000}:\${GID:-1000}"\n    working_dir: /srv\n    stop_signal: SIGINT\n    stop_grace_period: 1m30s\n    tmpfs: [/tmp, "/run:size=1m"]\n`,
    },
    {
      runWords: ['--user=1000:1000', '--workdir=/srv', '--stop-signal=SIGINT', '--tmpfs=/tmp', '--tmpfs=/run:size=1m'],
      graceSeconds: 90,
    },
  ],
  [
    'tags and build arguments with variables',
    {
      'compose.yaml':
        'services:\n  web:\n    image: acme/shop:${V:-1}\n    build:\n      context: ${DIR:-.}\n      dockerfile: ${FILE:-Dockerfile}\n      args: {V: "${V:-1}"}\n      tags: ["acme/shop:x-${V:-1}"]\n',
      '.env': 'V=7\n',
    },
    { image: 'acme/shop:7', tags: ['acme/shop:x-7'], buildArgs: { V: '7' } },
  ],
];

const folderOf = (files: Files): string => {
  const folder = newFolder();
  for (const [path, text] of Object.entries({ Dockerfile: 'FROM scratch\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

/** A user who has what a file might ask for. */
const world = testWorld({ env: environment({ TOKEN: 'secret', PORT: '1', A: 'mine', V: 'mine' }) });

const asked = async (directory: string) => {
  const paths = (await composeFilesIn(folderFiles(directory))).map(({ path }) => path);
  const answer = await composeConfig(directory, paths, world);
  if (answer === undefined || 'why' in answer) throw new Error(answer?.why ?? 'there is no Compose');
  return { config: { json: answer.json, root: directory } };
};

const told = async (files: Files, byCompose: boolean) => {
  const directory = folderOf(files);
  const reading = byCompose ? await asked(directory) : {};
  const { service, environment: variables, notes } = await readFiles(folderFiles(directory), { directory, ...reading });
  expect(notes).toEqual([]);
  return { ...service, variables };
};

test.each(CASES)('read without Compose: %s', async (_, files, expected) => {
  expect(await told(files, false)).toMatchObject(expected);
  if (expected.variables) expect((await told(files, false)).variables).toEqual(expected.variables);
});

const hasCompose = spawnSync('docker', ['compose', 'config', '--help'], { encoding: 'utf8' }).stdout?.includes(
  '--no-env-resolution',
);

/** Left out, and counted as such, where this machine has no Compose to ask. */
(hasCompose ? test : test.skip).each(CASES)('read by Compose: %s', async (_, files, expected) => {
  expect(await told(files, true)).toMatchObject(expected);
  if (expected.variables) expect((await told(files, true)).variables).toEqual(expected.variables);
});

const OUTSIDE: readonly (readonly [string, string])[] = [
  ['a file above it', 'include: [../other/compose.yaml]'],
  ['a file by its absolute path', 'include: [{path: /etc/compose.yaml}]'],
  ['a git host', 'include: ["https://github.com/acme/parts.git"]'],
  ['a git host in short', 'include: ["github.com/acme/parts"]'],
  ['a host by ssh', 'include: ["git@example.com:acme/parts.git"]'],
  ['a registry', 'include: ["oci://registry.example.com/parts:1"]'],
  ['one of several', 'include: [{path: [here.yaml, ../x.yaml]}]'],
  ['an environment above it', 'include: [{path: here.yaml, env_file: ../.env}]'],
  ['a project folder above it', 'include: [{path: here.yaml, project_directory: ..}]'],
  ['a file to extend from above it', 'services: {web: {extends: {file: ../common.yaml, service: a}}}'],
  ['a file to extend from a git host', 'services: {web: {extends: {file: "https://x/y.git", service: a}}}'],
  ['a file of labels above it', 'services: {web: {build: ., label_file: ../labels}}'],
  ['what an included file names', 'include: [there.yaml]'],
];

test.each(OUTSIDE)('%s is outside, and Compose is not asked about it', async (_, text) => {
  const folder = folderOf({
    'compose.yaml': text,
    'here.yaml': 'services: {}',
    'there.yaml': 'include: [here.yaml, ../../x.yaml]',
    'github.com/acme/parts': 'services: {}',
  });
  const files = folderFiles(folder);
  expect(await outsideOf(files, await composeFilesIn(files))).toMatch(/^(\.\.|\/etc|https:|github\.com|git@|oci:)/);
});

test('files that include each other are read to an end', async () => {
  const folder = folderOf({
    'compose.yaml': 'include: [a.yaml]\nservices: {web: {build: ., extends: web}}',
    'a.yaml': 'include: [compose.yaml, a.yaml]\nservices: {x: {extends: {file: a.yaml, service: x}}}',
  });
  const files = folderFiles(folder);
  expect(await outsideOf(files, await composeFilesIn(files))).toBeUndefined();
  expect(await readFiles(files, { directory: folder })).toMatchObject({ service: { name: 'web', context: '.' } });
});
