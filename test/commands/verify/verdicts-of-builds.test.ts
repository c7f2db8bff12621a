import type { ContractId } from '../../../src/commands/verify/contract-ids';
import type { BuildStep } from '../../../src/commands/verify/reading/build-log';
import { BUILT, CONTENTS, entry, IMAGE, layer, PIP, REPOSITORY, type Shown, verdictOn } from '../../kit/evidence';

/** What is said of a build, its files and its tags, fact by fact. */

type Row = readonly [ContractId, Shown, 'pass' | 'fail' | 'error' | 'skip', string, string?];

const failed = (more: object) => ({ ...BUILT, ok: false, ...more });
const BUILD: readonly Row[] = [
  ['build', {}, 'pass', 'built in 2.5 s, 1 steps'],
  ['build', { build: { ...BUILT, steps: [{ name: PIP, cached: true }] } }, 'pass', '1 steps, 1 of them from the cache'],
  [
    'build',
    { build: failed({ line: 'Dockerfile:9', reason: 'no such file' }) },
    'fail',
    'Dockerfile:9: no such file',
    'mend Dockerfile:9',
  ],
  ['build', { build: failed({}) }, 'fail', 'the build failed', 'mend what the last lines of the build name'],
  [
    'build',
    { build: failed({ reason: 'no space left on device' }) },
    'error',
    'the engine could not go on: no space left',
    'mend the engine',
  ],
  ['user', { build: failed({}) }, 'skip', 'the build failed, so there is no image to judge: see build'],
];

const steps = (...all: BuildStep[]) => ({ changed: ['app.py'], build: { ...BUILT, steps: all } });
const step = (name: string, more: Partial<BuildStep> = {}): BuildStep => ({
  name,
  cached: false,
  started: 0,
  completed: 1_500,
  ...more,
});
const LONG = `[build 3/7] RUN --mount=type=cache,target=/root pip install ${'a'.repeat(100)}`;
const CACHE: readonly Row[] = [
  [
    'cache',
    {},
    'pass',
    'after one changed line in app.py: rebuilt in 2.5 s, CACHED RUN pip install -r requirements.txt; a changed requirements.txt installs again (1.5 s)',
  ],
  [
    'cache',
    { build: { ...BUILT, steps: [step('[build 1/2] RUN ls')] } },
    'skip',
    'no step of the build installs dependencies',
  ],
  ['cache', { afterSource: undefined }, 'skip', 'the build context holds no Python source to change'],
  ['cache', { afterRequirement: undefined }, 'pass', 'CACHED RUN pip install'],
  [
    'cache',
    { afterSource: steps(step(PIP)) },
    'fail',
    'after one changed line in app.py the dependencies are installed again (1.5 s): RUN pip install',
    'copy the requirement files alone',
  ],
  [
    'cache',
    { afterSource: steps({ name: LONG, cached: false, started: 0 }) },
    'fail',
    `installed again: RUN pip install ${'a'.repeat(71)}...`,
  ],
  [
    'cache',
    { afterSource: steps(step('[build 1/2] RUN ls'), { name: PIP, cached: false }) },
    'skip',
    'no step that installs dependencies is part of a build with a changed app.py',
  ],
  [
    'cache',
    { afterSource: { changed: ['app.py'], build: failed({ reason: 'syntax' }) } },
    'fail',
    'the build fails once app.py has one more line: syntax',
    'mend the build',
  ],
  ['cache', { afterSource: { changed: ['app.py'], build: failed({}) } }, 'fail', 'has one more line: '],
  [
    'cache',
    { afterRequirement: steps(step(PIP, { cached: true })) },
    'fail',
    'after a change in app.py the dependency step is still CACHED',
    'copy or mount the requirement file',
  ],
  [
    'cache',
    { afterRequirement: { changed: ['r.txt'], build: failed({ steps: [] }) } },
    'skip',
    'the build with one more line in r.txt did not get to the step that installs',
  ],
];

const CONTEXT: readonly Row[] = [
  ['context', {}, 'pass', '1 files, 10 B reach it; .git, .env and keys do not'],
  [
    'context',
    { context: { files: [], bytes: 0, planted: ['.env'], ignoreFile: '.dockerignore' } },
    'fail',
    'a COPY could take .env (0 files, 0 B in all)',
    'name them in .dockerignore',
  ],
  [
    'context',
    {
      context: {
        files: [
          { path: 'a', bytes: 1 },
          { path: 'b', bytes: 2_000_000 },
        ],
        bytes: 2_000_001,
        planted: ['.env'],
      },
    },
    'fail',
    '(2 files, 2.0 MB in all)',
    'add a .dockerignore',
  ],
];

const warning = (rule: string) => ({ tool: 'hadolint', rule, line: 3, message: 'pin it' });
const LINT: readonly Row[] = [
  ['lint', {}, 'pass', 'docker build --check and hadolint: nothing'],
  [
    'lint',
    { lint: { warnings: [], ran: ['docker build --check'], absent: ['hadolint was not found'] } },
    'pass',
    'docker build --check: nothing; hadolint was not found',
  ],
  [
    'lint',
    { lint: { warnings: [], ran: [], absent: ['docker build --check was not found', 'hadolint was not found'] } },
    'skip',
    'docker build --check was not found; hadolint was not found',
  ],
  [
    'lint',
    { lint: { warnings: [warning('DL1')], ran: ['hadolint'], absent: [] } },
    'fail',
    'line 3: pin it (hadolint DL1)',
    'see the rule DL1 of hadolint',
  ],
  [
    'lint',
    { lint: { warnings: [warning('DL1'), warning('DL2')], ran: ['hadolint'], absent: [] } },
    'fail',
    '2 warnings, first line 3: pin it (hadolint DL1)',
  ],
];

const TOKEN = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
const finding = { where: 'app/x', what: 'a token', shown: 'gh...' };
const SECRETS: readonly Row[] = [
  ['secrets', {}, 'pass', '2 files in 1 layers, 1 variables, 0 instructions: none; planted values are found'],
  ['secrets', { searchWorks: false }, 'error', 'the search missed a value that was planted for it', 'report this'],
  [
    'secrets',
    { contents: { ...CONTENTS, unread: ['layer 2 is zstd'] } },
    'error',
    'layer 2 is zstd',
    'use an image store',
  ],
  ['secrets', { image: { ...IMAGE, env: [`GITHUB_TOKEN=${TOKEN}`] } }, 'fail', 'ENV', 'take it out of the Dockerfile'],
  [
    'secrets',
    { contents: { ...CONTENTS, layers: [layer(), { ...layer(), findings: [finding as never, finding as never] }] } },
    'fail',
    'layer 2, app/x: a token, gh..., and 1 more',
  ],
];

const big = (path: string) => entry(path, { size: 2_000_000 });
const SIZE: readonly Row[] = [
  ['size', {}, 'pass', '20 B above the base, 30 B in all; nothing avoidable'],
  [
    'size',
    { contents: { ...CONTENTS, base: undefined } },
    'pass',
    '30 B in 2 layers (the base could not be told apart); nothing avoidable',
  ],
  ['size', { contents: { ...CONTENTS, unread: ['layer 2 is zstd'] } }, 'error', 'layer 2 is zstd'],
  [
    'size',
    {
      contents: { ...CONTENTS, layers: [layer(), layer(big('root/.cache/pip/a')), layer(big('var/lib/apt/lists/b'))] },
    },
    'fail',
    "avoidable: pip's cache (2.0 MB), package lists of apt (2.0 MB)",
    'pip install --no-cache-dir',
  ],
  [
    'size',
    { contents: { ...CONTENTS, layers: [layer(), layer(big('app/a')), layer(entry('app/.wh.a'))] } },
    'fail',
    'avoidable: files that a later layer hides, such as /app/a (2.0 MB)',
    'remove or change files in the RUN',
  ],
  [
    'size',
    {
      contents: {
        ...CONTENTS,
        layers: [
          layer(),
          layer(
            big('pyc/v/lib/python3.14/site-packages/a.cpython-314.pyc'),
            big('v/lib/python3.14/site-packages/__pycache__/a.cpython-314.pyc'),
          ),
        ],
      },
    },
    'fail',
    'avoidable: byte code twice (2.0 MB)',
    'compile once',
  ],
];

const makefile = (text: string) => ({ ...REPOSITORY, makefile: { path: 'Makefile', text } });
const TAGS: readonly Row[] = [
  ['tags', {}, 'pass', 'latest, v1: one image, sha256:0123456789ab; a further tag copies nothing'],
  [
    'tags',
    {
      tagged: {
        references: [
          { tag: 'a', id: '1' },
          { tag: 'b', id: '2' },
        ],
        copied: false,
      },
    },
    'fail',
    '2 tags are on 2 images',
    'give one build all tags',
  ],
  [
    'tags',
    { tagged: { references: [{ tag: 'a', id: '1' }], copied: true } },
    'fail',
    'a further tag changed the image',
    'use an engine',
  ],
  ['tags', { repository: (({ answered: _, ...rest }) => rest)(REPOSITORY) }, 'skip', 'no tags are configured'],
  [
    'tags',
    { repository: makefile('build:\n\tdocker build --tag acme/my-app:latest .\n') },
    'fail',
    'leaves out v1',
    'put every configured tag on the build',
  ],
  [
    'tags',
    { repository: makefile('build:\n\tdocker build --tag acme/my-app:latest --tag acme/my-app:v1 .\n') },
    'pass',
    'one image',
  ],
  [
    'tags',
    { repository: makefile('build:\n\tdocker build -t acme/my-app:latest .\n\tdocker build -t acme/my-app:v1 .\n') },
    'fail',
    'Makefile builds twice',
    'give one build all tags',
  ],
];

test.each([...BUILD, ...CACHE, ...CONTEXT, ...LINT, ...SECRETS, ...SIZE, ...TAGS])('%s with %j: %s', async (...row) => {
  // Not as parameters: jest takes one that a row leaves out for a callback.
  const [id, shown, status, found, fix = ''] = row as unknown as Row;
  const check = await verdictOn(id, shown);
  expect(check).toMatchObject({ id, status, found: expect.stringContaining(found) });
  if (status === 'fail' || status === 'error') expect(check.fix).toContain(fix);
  else expect(check).not.toHaveProperty('fix');
});
