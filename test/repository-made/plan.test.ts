import { parse } from 'yaml';
import { everyStructure, type Given, PAIRS, type Repository, repositoryOf } from '../kit/repositories';
import { stepsNamed, stepsOf, WORKFLOW, type Workflow, workflowOf } from '../kit/workflow';

/** What holds for the repository of every combination of answers, looked at in memory. */

const told = (given: Given): string => JSON.stringify(given);
const lines = (text: string | undefined): number => (text ?? '').trimEnd().split('\n').length;

/** Each is judged on every repository; what it returns is what is wrong. */
const RULES: Readonly<Record<string, (repository: Repository, given: Given) => string | false | undefined>> = {
  'nothing of the template is left over': (repository) =>
    [...repository].find(([path, text]) => /<%|%>|\[packageName\]|\bundefined\b|\[object/.test(path + text))?.[0],
  'each file ends with one line end and has no space before one': (repository) =>
    [...repository].find(
      ([path, text]) => !/(^|\/)LICENSE$/.test(path) && (!/[^\n]\n$/.test(text) || /[ \t]\n/.test(text)),
    )?.[0],
  'a Dockerfile is short': (repository, { dockerfile }) =>
    lines(repository.get('Dockerfile')) > (dockerfile === 'simple' ? 19 : 40) && 'too long',
  'each stage of a Dockerfile is a literal FROM': (repository) =>
    /^FROM .*\$/m.test(repository.get('Dockerfile')!) && 'FROM with a variable',
  'a comment on top of a Dockerfile holds no answer': (repository) =>
    !/^(# No "syntax" line|FROM )/.test(repository.get('Dockerfile')!) && 'another first line',
  'a workflow is short': (repository) => lines(repository.get(WORKFLOW)) > 220 && `${lines(repository.get(WORKFLOW))}`,
  'no step of the check is without a time limit': (repository) =>
    /^.*(?<!\bwithin \d+ )\b(?:docker|curl(?!.*--max-time)) [a-z-].*$/m.exec(repository.get('docker/check.sh')!)?.[0],
  'the example of settings has every one that README names': (repository) =>
    repository.has('.env.example') &&
    [...repository.get('README.md')!.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)]
      .flatMap(([, names]) => names!.match(/[A-Z_]+/g)!)
      .find((name) => !new RegExp(`^# ${name}=`, 'm').test(repository.get('.env.example')!)),
  'with no pipeline there is none': (repository, { ci }) =>
    repository.has(WORKFLOW) !== (ci !== 'none') && 'a pipeline against the answer',
  'with no compose file there is none': (repository, { compose }) =>
    repository.has('compose.yaml') !== (compose !== false) && 'a compose file against the answer',
  'only two lock files or one': (repository, { packageManager }) =>
    packageManager === 'uv'
      ? repository.has('requirements.txt') && 'requirements.txt beside uv.lock'
      : repository.has('uv.lock') && 'uv.lock beside requirements.txt',
  'a licence where there is one': (repository, { license }) =>
    repository.has('LICENSE') !== (license !== undefined && license !== 'none') && 'LICENSE against the answer',
};

test.each(Object.keys(RULES))('in every combination: %s', (name) => {
  const wrong = everything().flatMap(([given, repository]) => {
    const why = RULES[name]!(repository, given);
    return why ? [`${why}: ${told(given)}`] : [];
  });
  expect(wrong).toEqual([]);
});

/** Whether every combination of what changes structure is wanted: a minute or two, else each pair of everything. */
const ALL = process.env['LONG_TESTS'] === 'true';

let made: (readonly [Given, Repository])[] = [];
const everything = (): readonly (readonly [Given, Repository])[] => {
  if (made.length === 0)
    made = [...(ALL ? everyStructure() : []), ...PAIRS].map((given) => [given, repositoryOf(given)]);
  return made;
};

/** Repositories with a pipeline, one for each text of it that is different. */
const pipelines = (): readonly (readonly [Given, Repository, Workflow])[] => {
  const byText = new Map<string, readonly [Given, Repository]>();
  for (const [given, repository] of everything())
    if (repository.has(WORKFLOW)) byText.set(repository.get(WORKFLOW)!, [given, repository]);
  return [...byText.values()].map(([given, repository]) => [given, repository, workflowOf(repository)]);
};

test('every file of YAML parses, without a key written twice', () => {
  const texts = new Set(
    everything().flatMap(([, files]) => [...files].filter(([path]) => /\.ya?ml$/.test(path)).map(([, text]) => text)),
  );
  for (const text of texts) expect(parse(text, { strict: true, uniqueKeys: true })).toBeInstanceOf(Object);
});

test('a pipeline grants nothing by default, and each job names its grants, its time and itself', () => {
  for (const [given, , workflow] of pipelines()) {
    expect([told(given), workflow.permissions]).toEqual([told(given), {}]);
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
      expect([job.name, ...job.steps.map(({ name }) => name)]).not.toContain(undefined);
    }
  }
});

test('an action is pinned by commit, with its version beside it', () => {
  for (const [, repository] of pipelines())
    for (const line of repository
      .get(WORKFLOW)!
      .split('\n')
      .filter((text) => text.includes('uses:')))
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('no expression stands in a command, and no event gives a fork a secret', () => {
  for (const [, , workflow] of pipelines()) {
    for (const { run } of stepsOf(workflow)) expect(run ?? '').not.toContain('${{');
    expect(Object.keys(workflow.on).sort()).toEqual(['pull_request', 'push', 'schedule', 'workflow_dispatch']);
  }
});

test('one job has credentials, and it comes after the image was checked and scanned', () => {
  for (const [given, , { jobs }] of pipelines()) {
    const names = jobs['image']!.steps.map(({ name }) => name ?? '');
    const scan = names.findIndex((name) => name.startsWith('Scan'));
    expect(scan).toBeGreaterThan(names.findIndex((name) => name.startsWith('Run it hardened')));
    const publishes = given['registry'] !== 'none';
    expect(Object.keys(jobs)).toEqual(['test', 'image', ...(publishes ? ['publish'] : [])]);
    const { test, image } = jobs as Required<typeof jobs>;
    // To see which run published a commit; it goes to that one step, before anything of the repository runs.
    const [looks, ...others] = [...test!.steps, ...image!.steps];
    const asks = looks!.name === "Look whether a version's image is out already";
    expect([told(given), test!.permissions, image!.permissions]).toEqual([
      told(given),
      { contents: 'read', ...(asks ? { actions: 'read' } : {}) },
      { contents: 'read' },
    ]);
    expect(JSON.stringify([asks ? [] : looks, others])).not.toMatch(/github\.token/);
    expect(JSON.stringify([test, image])).not.toMatch(/secrets\.|vars\.|login-action|az acr/);
    if (!publishes) continue;
    const { steps, if: when, needs, concurrency } = jobs['publish']!;
    expect([needs, concurrency]).toEqual([['test', 'image'], { group: 'publish', 'cancel-in-progress': false }]);
    expect(when).toContain("github.event_name != 'pull_request'");
    const decided = steps.findIndex(({ name }) => name === 'Decide whether to publish');
    expect(steps.slice(0, decided).map(({ name }) => name)).toEqual([
      'Check out the history',
      'Decide which tags move',
    ]);
    for (const step of steps.slice(decided + 1))
      expect([step.name, step.if]).toEqual([step.name, expect.stringMatching(/^steps\./)]);
    expect(steps.filter(({ name, uses }) => name === 'Log in' || uses?.includes('login-action'))).toHaveLength(1);
  }
});

test('one list of tags: pipeline, compose file, Makefile and README name the same', () => {
  for (const [given, repository] of everything()) {
    const tags = (given['tags'] ?? []) as readonly string[];
    const literals = tags.filter((tag) => !['semver', 'sha', 'branch', 'date'].includes(tag));
    const local = literals.length > 0 ? literals : ['dev'];
    const image = /^IMAGE := (.+)$/m.exec(repository.get('Makefile')!)![1]!;
    expect(/^TAGS := (.+)$/m.exec(repository.get('Makefile')!)![1]!.split(' ')).toEqual(local);
    expect(repository.get('README.md')).toContain(
      `docker build${local.map((tag) => ` --tag ${image}:${tag}`).join('')} .`,
    );
    if (repository.has('compose.yaml')) {
      const { web } = (
        parse(repository.get('compose.yaml')!) as {
          services: Record<string, { image: string; build: { tags: string[] } }>;
        }
      ).services;
      expect(web!.build.tags).toEqual(local.map((tag) => `${image}:${tag}`));
      expect(web!.build.tags).toContain(web!.image);
    }
    if (!repository.has(WORKFLOW) || given['registry'] === 'none') continue;
    expect(workflowOf(repository).env!['IMAGE']).toBe(image);
    const rules = String(stepsNamed(repository, 'Work out tags')[0]!.with!['tags']).trim().split('\n');
    expect(
      rules.filter((rule) => /^type=raw,value=[^{]/.test(rule)).map((rule) => /value=([^,]+)/.exec(rule)![1]),
    ).toEqual(literals);
    expect(rules.some((rule) => rule.startsWith('type=semver'))).toBe(tags.includes('semver'));
    expect(rules.some((rule) => rule.startsWith('type=sha'))).toBe(tags.includes('sha'));
    expect(rules.some((rule) => rule.startsWith('type=ref,event=branch'))).toBe(tags.includes('branch'));
    expect(rules.some((rule) => rule.includes('{{date'))).toBe(tags.includes('date'));
  }
});
