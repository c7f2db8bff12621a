import { parse } from 'yaml';
import type { Image } from '../../../src/commands/verify/evidence';
import { installs } from '../../../src/commands/verify/reading/installers';
import { candidatePaths, candidatePorts, graceOf, healthcheckOf } from '../../../src/commands/verify/reading/service';
import { servicesOf } from '../../../src/repository/compose';
import type { Repository } from '../../../src/repository/repository';
import { repositoryOf, tagOf, tagPlans, workflowNames } from '../../../src/repository/tag-plans';

/** What a repository's files say about tags, and where its app may be found. */

const repository = (rest: Partial<Repository> = {}): Repository => ({
  directory: '/x',
  context: '/x',
  dockerfile: { path: 'Dockerfile', text: '' },
  buildArgs: {},
  services: [],
  leftOut: [],
  workflows: [],
  environment: {},
  envText: '',
  notes: [],
  ...rest,
});

const image = (rest: Partial<Image> = {}): Image => ({
  id: 'sha256:0',
  user: '',
  env: [],
  labels: {},
  entrypoint: [],
  command: [],
  workingDirectory: '',
  healthcheck: [],
  healthTimeout: 0,
  stopSignal: '',
  shell: [],
  ports: [],
  layers: [],
  architecture: 'amd64',
  history: [],
  ...rest,
});

const makefile = (text: string) =>
  tagPlans(repository({ makefile: { path: 'Makefile', text } })).map(({ references }) => references);
const workflow = (text: string) => ({ path: '.github/workflows/x.yml', text, document: parse(text) as unknown });

test.each([
  ['acme/app', 'acme/app', 'latest'],
  ['localhost:5000/acme/app', 'localhost:5000/acme/app', 'latest'],
  ['localhost:5000/acme/app:v1', 'localhost:5000/acme/app', 'v1'],
  ['acme/app@sha256:00', 'acme/app@sha256', undefined],
])('the parts of %s', (reference, name, tag) => {
  expect(tagOf(reference)).toBe(tag);
  if (tag !== undefined) expect(repositoryOf(reference)).toBe(name);
});

test.each([
  ['words', 'b:\n\tdocker build -t a/b:latest --tag=a/b:v1 .\n', [['a/b:latest', 'a/b:v1']]],
  [
    'variables',
    'I := a/b\nT = latest\nT += v1\nb:\n\tdocker buildx build $(addprefix -t $(I):,$(T)) .\n',
    [['a/b:latest', 'a/b:v1']],
  ],
  [
    'foreach',
    'I=a/b\nT=x y\nb:\n\tdocker build $(foreach t,$(T),-t ${I}:$(t)) \\\n\t  --file Dockerfile .\n',
    [['a/b:x', 'a/b:y']],
  ],
  [
    'a suffix',
    'T += v1 v2\nb:\n\tdocker build $(addprefix -t ,$(addsuffix -slim,$(addprefix a/b:,$(T)))) .\n',
    [['a/b:v1-slim', 'a/b:v2-slim']],
  ],
  ['a shell in a tag', 'b:\n\tdocker build -t a/b:latest -t a/b:$(shell git rev-parse HEAD) .\n', [['a/b:latest']]],
  ['two builds', 'b:\n\tdocker build -t a/b:1 . && docker build -t a/b:2 .\n', [['a/b:1'], ['a/b:2']]],
  ['none', 'b:\n\tdocker build .\n', []],
])('a Makefile with %s', (_, text, references) => {
  expect(makefile(text)).toEqual(references);
});

test('a workflow: the tags of metadata-action are those of the build that uses it, and test builds are not publishing', () => {
  const file = workflow(`
jobs:
  image:
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: acme/app
          tags: |
            type=raw,value=latest,enable={{is_default_branch}}
            type=raw,priority=9,value=v1
            type=sha
      - uses: docker/build-push-action@v6
        with: {load: true, tags: "test:local"}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: "\${{ steps.meta.outputs.tags }}"}
      - run: |
          docker build -t acme/app:tool \\
            -f tools.Dockerfile .
`);
  expect(tagPlans(repository({ workflows: [file] })).map(({ references, of }) => [references, of])).toEqual([
    [['acme/app:latest', 'acme/app:v1'], ''],
    [['acme/app:tool'], 'tools.Dockerfile'],
  ]);
  expect(workflowNames(file, 'acme/app', 'latest')).toBe(true);
  expect(workflowNames(file, 'acme/app', 'local')).toBe(false);
  expect(workflowNames(file, 'acme/app', 'v')).toBe(false);
});

test('a workflow without metadata-action: the tags are those that stand there, and none is none', () => {
  const file = workflow(`
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true, file: web.Dockerfile, target: app, tags: "acme/app:v2, acme/app:\${{ github.sha }}"}
      - uses: docker/build-push-action@v6
        with: {push: true, outputs: "type=image"}
  bare:
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with: {images: acme/app}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: "\${{ steps.meta.outputs.tags }}"}
`);
  expect(tagPlans(repository({ workflows: [file] }))).toEqual([
    expect.objectContaining({
      where: 'job image',
      of: 'web.Dockerfile app',
      references: ['acme/app:v2'],
      opaque: true,
    }),
    expect.objectContaining({ where: 'job image', references: [], opaque: false }),
    expect.objectContaining({ where: 'job bare', references: [], opaque: false }),
  ]);
});

test('a service has the tags of its build, with or without an image', () => {
  const services = servicesOf({
    services: {
      web: { build: { context: '.', target: 'app', tags: ['acme/app:v1'] } },
      api: { build: './api', image: 'acme/api:v2' },
      worker: { build: '.' },
    },
  });
  const composeFile = { path: 'compose.yaml', text: '' };
  expect(
    tagPlans(repository({ services, composeFile })).map(({ where, of, references }) => [where, of, references]),
  ).toEqual([
    ['service web', '. app', ['acme/app:v1']],
    ['service api', './api', ['acme/api:v2']],
  ]);
});

test('a hostile Makefile or workflow costs no time and says nothing', () => {
  const began = Date.now();
  makefile(`A = $(A)\nB = ${'$(B)'.repeat(2000)}\nb:\n\tdocker build -t $(A) -t $(B) ${'$('.repeat(5000)} .\n`);
  installs({ name: `[1/2] RUN pip ${'--flag x '.repeat(2000)} nothing`, cached: false });
  tagPlans(repository({ workflows: [workflow('jobs: {a: 1, b: {steps: {}}, c: {steps: [1, {with: 2}]}}')] }));
  expect(Date.now() - began).toBeLessThan(2000);
});

test('ports: the flag alone, else what is exposed, mapped, bound or set, then the usual ones', () => {
  const [service] = servicesOf({ services: { web: { build: '.', ports: ['80:7000'] } } });
  const all = image({ ports: [9000], command: ['gunicorn', '-b', '0.0.0.0:8123', 'app:app'], env: ['PORT=7070'] });
  expect(candidatePorts(all, repository(service ? { service } : {}), 1)).toEqual([1]);
  expect(candidatePorts(all, repository(service ? { service } : {}), undefined)).toEqual([
    9000, 7000, 8123, 7070, 8000, 5000,
  ]);
  expect(candidatePorts(image({ command: ['flask', 'run', '--port=5001'] }), repository(), undefined)[0]).toBe(5001);
  expect(candidatePorts(image(), repository(), undefined)).toEqual([8000, 5000, 8080, 80]);
});

test('paths: the flag alone, else the one in the health check, then the usual ones', () => {
  const checked = image({ healthcheck: ['CMD-SHELL', 'curl -f http://localhost:8000/api/ping?x=1 || exit 1'] });
  expect(candidatePaths(checked, repository(), '/x')).toEqual(['/x']);
  expect(candidatePaths(checked, repository(), undefined)).toEqual(['/api/ping', '/healthz', '/health', '/']);
  expect(
    candidatePaths(image({ healthcheck: ['CMD', 'python', '-c', "get('/livez')"] }), repository(), undefined)[0],
  ).toBe('/livez');
});

test('the health check of the compose file wins; NONE is none; a grace period has an end', () => {
  const [service] = servicesOf({
    services: { web: { build: '.', healthcheck: { test: ['CMD', 'x'] }, stop_grace_period: '5m' } },
  });
  const own = image({ healthcheck: ['CMD', 'y'] });
  expect(healthcheckOf(own, repository({ service: service! }))).toEqual(['CMD', 'x']);
  expect(healthcheckOf(own, repository())).toEqual(['CMD', 'y']);
  expect(healthcheckOf(image({ healthcheck: ['NONE'] }), repository())).toEqual([]);
  expect(graceOf(repository({ service: service! }))).toBe(120);
  expect(graceOf(repository())).toBe(10);
});
