import type { AnswersOf, Flaw, OptionTable, Values } from './define';
import * as grammar from './grammar';
import { imageOf } from './image';
import { LICENSES } from './licenses';
import { registryOf } from './registries';

/**
 * THE table: what can be asked, one row per option. Flags, help, prompts, config keys, environment
 * names, JSON Schema, docs, completion and the replay line are read from it.
 */

/** Tags that stand for a rule of the pipeline, not for themselves. */
export const TAG_STRATEGIES = {
  semver: 'versions of a pushed git tag: v1.2.3 gives 1.2.3, 1.2 and 1',
  sha: 'the commit: sha-1a2b3c4',
  branch: 'the branch: main',
  date: 'the day: 20260131',
} as const satisfies Record<string, string>;

const TAG_EXAMPLES: Readonly<Record<keyof typeof TAG_STRATEGIES, readonly string[]>> = {
  semver: ['1.2.3', '1.2', '1'],
  sha: ['sha-1a2b3c4'],
  branch: ['main'],
  date: ['20260131'],
};

const text = (values: Values, key: string): string => String(values[key] ?? '');

/** @returns how many levels a registry wants, in words. */
const levels = (host: string): string => {
  const [least, most] = registryOf(host).userParts;
  if (most === 1) return `${host} wants exactly one level`;
  return `${host} wants at least ${least} levels (${registryOf(host).userIs})`;
};

const judgeRegistryUser = (value: unknown, answers: Values): Flaw | undefined => {
  const host = text(answers, 'registry');
  const [least, most] = registryOf(host).userParts;
  const parts = String(value) === '' ? 0 : String(value).split('/').length;
  if (parts === 0) return undefined;
  if (host === 'none')
    return {
      rule: 'with registry none there is no one to publish as',
      fix: 'leave out --registry-user, or name a registry',
      contradiction: true,
    };
  return parts < least || parts > most ? { rule: levels(host) } : undefined;
};

/** What a tag becomes on an image, by example: a strategy's example, or the literal itself. */
const tagExamples = (tag: string): readonly string[] => TAG_EXAMPLES[tag as keyof typeof TAG_STRATEGIES] ?? [tag];

const imagePreview = (answers: Values): string =>
  imageOf({
    registry: text(answers, 'registry'),
    registryUser: text(answers, 'registryUser'),
    name: text(answers, 'name'),
  });

const tagsPreview = (tags: readonly string[], answers: Values): string => {
  const [first = '', ...rest] = tags.flatMap(tagExamples);
  return [`${imagePreview(answers)}:${first}`, ...rest.map((tag) => `:${tag}`)].join(' ');
};

const PYTHONS = ['3.11', '3.12', '3.13', '3.14'] as const;
const PLATFORMS = ['linux/amd64', 'linux/arm64'] as const;

export const CREATE_ANSWERS = {
  name: {
    kind: 'text',
    group: 'application',
    scope: 'answer',
    closed: true,
    summary: "the app's name, when it differs from the directory's",
    placeholder: 'name',
    question: 'App name',
    check: grammar.appName,
    pattern: grammar.APP_NAME_PATTERN,
    needed: 'when the directory has no name of its own',
    required: () => true,
    defaultText: "the directory's",
  },
  registry: {
    kind: 'text',
    group: 'image',
    scope: 'answer',
    essential: true,
    closed: true,
    summary: 'docker.io, ghcr.io, any host[:port], or none (publish nothing)',
    placeholder: 'host',
    question: 'Registry',
    check: grammar.registry,
    default: 'docker.io',
  },
  registryUser: {
    kind: 'text',
    group: 'image',
    scope: 'answer',
    essential: true,
    closed: true,
    summary: 'account, organisation or path that owns the image',
    placeholder: 'user',
    question: 'Registry user',
    check: grammar.registryUser,
    pattern: grammar.PATH_PATTERN,
    needed: 'for docker.io, ghcr.io, quay.io and *.pkg.dev',
    required: (answers) => registryOf(text(answers, 'registry')).userParts[0] > 0,
    default: (answers) => (registryOf(text(answers, 'registry')).userParts[0] > 0 ? undefined : '') as string,
    defaultText: 'none',
    judge: judgeRegistryUser,
    applies: (answers) => answers.registry !== 'none',
    preview: (value, answers) => imagePreview({ ...answers, registryUser: value }),
  },
  tags: {
    kind: 'list',
    group: 'image',
    scope: 'answer',
    essential: true,
    closed: true,
    summary: 'literal tags, and the strategies semver, sha, branch, date',
    question: 'Tags',
    check: grammar.tag,
    pattern: grammar.TAG_PATTERN,
    default: ['latest', 'semver', 'sha'],
    preview: (value, answers) => tagsPreview(value as readonly string[], answers),
  },
  description: {
    kind: 'text',
    group: 'application',
    scope: 'answer',
    summary: 'one line on what the app does',
    question: 'Description',
    check: grammar.freeText,
    default: '',
    defaultText: 'none',
  },
  author: {
    kind: 'text',
    group: 'application',
    scope: 'answer',
    summary: 'name, or name <email>',
    question: 'Author',
    check: grammar.author,
    default: '',
    defaultText: 'none',
  },
  license: {
    kind: 'choice',
    group: 'application',
    scope: 'answer',
    closed: true,
    summary: 'SPDX id of a licence, proprietary or none',
    placeholder: 'id',
    question: 'Licence',
    choices: Object.keys(LICENSES),
    hints: LICENSES,
    default: 'none',
  },
  app: {
    kind: 'choice',
    group: 'application',
    scope: 'answer',
    closed: true,
    summary: 'a start page with JSON errors, or JSON only',
    question: 'Kind of app',
    choices: ['web', 'api'],
    hints: { web: 'a start page, and JSON errors', api: 'JSON only' },
    default: 'web',
  },
  python: {
    kind: 'choice',
    group: 'application',
    scope: 'answer',
    closed: true,
    summary: 'Python of the image',
    placeholder: 'version',
    question: 'Python version',
    choices: PYTHONS,
    default: '3.14',
  },
  baseImage: {
    kind: 'text',
    group: 'container',
    scope: 'answer',
    closed: true,
    summary: "image reference of the base: a company's mirror, a pinned digest",
    placeholder: 'image',
    question: 'Base image',
    check: grammar.baseImage,
    pattern: grammar.REFERENCE_PATTERN,
    default: (answers) => `python:${text(answers, 'python')}-slim`,
    defaultText: 'python:<python>-slim',
  },
  packageManager: {
    kind: 'choice',
    group: 'application',
    scope: 'answer',
    closed: true,
    summary: 'what locks and installs the requirements',
    question: 'Package manager',
    choices: ['pip', 'uv'],
    default: 'pip',
  },
  dockerfile: {
    kind: 'choice',
    group: 'container',
    scope: 'answer',
    closed: true,
    summary: 'two stages, or the same habits in one short stage',
    question: 'Dockerfile',
    choices: ['production', 'simple'],
    hints: { production: 'two stages, small and reproducible', simple: 'one short stage, for learning' },
    default: 'production',
  },
  port: {
    kind: 'integer',
    group: 'container',
    scope: 'answer',
    closed: true,
    summary: 'port inside the container',
    question: 'Port',
    minimum: 1024,
    maximum: 65535,
    default: 8000,
  },
  platforms: {
    kind: 'list',
    group: 'container',
    scope: 'answer',
    closed: true,
    summary: 'linux/amd64, linux/arm64',
    question: 'Platforms',
    check: () => undefined,
    choices: PLATFORMS,
    default: PLATFORMS,
    defaultText: 'both',
  },
  ci: {
    kind: 'choice',
    group: 'repository',
    scope: 'answer',
    closed: true,
    summary: 'pipeline to make',
    question: 'Pipeline',
    choices: ['github', 'none'],
    hints: { github: 'a GitHub Actions workflow', none: 'no pipeline' },
    default: 'github',
  },
  compose: {
    kind: 'boolean',
    group: 'container',
    scope: 'answer',
    closed: true,
    summary: 'compose.yaml',
    question: 'Make compose.yaml?',
    label: 'compose.yaml',
    default: true,
  },
  git: {
    kind: 'boolean',
    group: 'repository',
    scope: 'answer',
    saved: false,
    closed: true,
    summary: 'repository and first commit',
    question: 'Make a git repository and the first commit?',
    label: 'First commit',
    default: true,
  },
  branch: {
    kind: 'text',
    group: 'repository',
    scope: 'answer',
    closed: true,
    summary: 'the first branch',
    placeholder: 'name',
    question: 'Branch',
    check: grammar.branch,
    default: 'main',
  },
} as const satisfies OptionTable;

export type Answers = AnswersOf<typeof CREATE_ANSWERS>;

const PUBLISHED_ALWAYS =
  'the options above, when they are given, come before --config, the environment and the defaults';
export const PRECEDENCE_NOTE = PUBLISHED_ALWAYS;
