/**
 * The words of other tools (cookiecutter, copier, docker init, create-vite and their like) for what is said in another
 * way here. They are never taken: they make the fix that is shown. No word of ours stands here.
 */

const DIRECTORY = 'give the directory as the first argument: my-app';
const PINNED = 'write it behind the template: --template <source>#<commit>';
const NO_CODE = 'leave it out: a template is data here, and runs nothing';

/** Flags, without dashes: what says the same. A fix that begins with `--` is a flag; the first that a command has is taken. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  data: ['--set key=value'],
  d: ['--set key=value'],
  answer: ['--set key=value'],
  var: ['--set key=value'],
  'extra-context': ['--set key=value'],
  'data-file': ['--config <file>'],
  'answers-file': ['--config <file>'],
  answers: ['--config <file>'],
  'config-file': ['--config <file>'],
  'values-file': ['--config <file>'],
  'replay-file': ['--config .create-flask-container.json'],
  replay: ['--config .create-flask-container.json'],
  a: ['--config <file>', '--machine'],
  c: ['--config <file>'],
  defaults: ['--yes'],
  'default-config': ['--yes'],
  l: ['--yes'],
  'no-input': ['--yes'],
  noinput: ['--yes'],
  'non-interactive': ['--yes'],
  'no-interactive': ['--yes'],
  'no-prompt': ['--yes'],
  'accept-defaults': ['--yes'],
  batch: ['--yes'],
  silent: ['--quiet'],
  s: ['--quiet'],
  pretend: ['--dry-run'],
  n: ['--dry-run'],
  simulate: ['--dry-run'],
  preview: ['--dry-run'],
  'what-if': ['--dry-run'],
  force: ['--on-conflict replace', '--yes'],
  f: ['--on-conflict replace', '--file', '--yes'],
  overwrite: ['--on-conflict replace'],
  w: ['--on-conflict replace'],
  'overwrite-if-exists': ['--on-conflict replace'],
  clobber: ['--on-conflict replace'],
  'skip-if-file-exists': ['--on-conflict keep'],
  'skip-if-exists': ['--on-conflict keep'],
  skip: ['--on-conflict keep'],
  conflict: ['--on-conflict'],
  user: ['--registry-user'],
  username: ['--registry-user'],
  'registry-username': ['--registry-user'],
  'registry-account': ['--registry-user'],
  'registry-namespace': ['--registry-user'],
  'docker-user': ['--registry-user'],
  'docker-username': ['--registry-user'],
  'dockerhub-user': ['--registry-user'],
  'dockerhub-username': ['--registry-user'],
  namespace: ['--registry-user'],
  organization: ['--registry-user'],
  organisation: ['--registry-user'],
  org: ['--registry-user'],
  owner: ['--registry-user'],
  host: ['--registry'],
  'registry-host': ['--registry'],
  'registry-url': ['--registry'],
  'app-name': ['--name'],
  'project-name': ['--name'],
  project: ['--name'],
  title: ['--name'],
  'output-dir': [DIRECTORY],
  output: [DIRECTORY],
  o: [DIRECTORY],
  dest: [DIRECTORY],
  destination: [DIRECTORY],
  dir: [DIRECTORY],
  path: [DIRECTORY],
  target: [DIRECTORY],
  'vcs-ref': [PINNED],
  r: [PINNED],
  ref: [PINNED],
  checkout: [PINNED],
  directory: [
    `for the app: ${DIRECTORY.slice('give '.length)}; for a folder in a repository of templates: --template <source>#<commit>::<folder>`,
  ],
  t: ['--template'],
  'template-url': ['--template'],
  starter: ['--template'],
  preset: ['--template'],
  trust: [NO_CODE],
  unsafe: [NO_CODE],
  'skip-tasks': [NO_CODE],
  'accept-hooks': [NO_CODE],
  'no-hooks': [NO_CODE],
  'license-id': ['--license'],
  licence: ['--license'],
  'open-source-license': ['--license'],
  'python-version': ['--python'],
  py: ['--python'],
  image: ['--base-image'],
  base: ['--base-image'],
  from: ['--base-image'],
  pm: ['--package-manager'],
  installer: ['--package-manager'],
  arch: ['--platforms'],
  architecture: ['--platforms'],
  tag: ['--tags', '--only tags'],
  'docker-tag': ['--tags'],
  summary: ['--description'],
  email: ['--author "name <email>"'],
  maintainer: ['--author "name <email>"'],
  pipeline: ['--ci'],
  workflow: ['--ci'],
  'github-actions': ['--ci github'],
  'no-ci': ['--ci none'],
  'skip-ci': ['--ci none'],
  'skip-git': ['--no-git'],
  'no-vcs': ['--no-git'],
  'default-branch': ['--branch'],
  'initial-branch': ['--branch'],
  b: ['--branch'],
  p: ['--port', '--platforms'],
  expose: ['--port'],
  listen: ['--port'],
  dockerfile: ['--file'],
  check: ['--dry-run', '--only <ids>'],
  include: ['--only <ids>'],
  exclude: ['--skip <ids>'],
  ignore: ['--skip <ids>'],
  e: ['--env NAME=value'],
  environment: ['--env NAME=value'],
  report: ['--html <file>'],
  format: ['--json'],
  'output-format': ['--json'],
  j: ['--json'],
  all: ['--machine'],
  prune: ['--machine'],
  rmi: ['leave it out: images go unless --keep-images is given'],
  'delete-volumes': ['--volumes'],
  'no-ansi': ['--no-color'],
  'no-colour': ['--no-color'],
  monochrome: ['--no-color'],
  verbose: ['leave it out: what matters is said; --json says all'],
  debug: ['leave it out: what matters is said; --json says all'],
  interactive: ['leave it out: at a terminal it asks'],
  i: ['leave it out: at a terminal it asks'],
};

const flagIn = (fix: string): string | undefined => /^--([a-z-]+)/.exec(fix)?.[1];

/**
 * @param name a flag without dashes that a command has not
 * @param known the flags that it has
 * @returns the fix, where another tool has the flag and there is a way to say the same
 */
export const fixOfFlag = (name: string, known: readonly string[]): string | undefined => {
  const word = name.toLowerCase().replaceAll('_', '-');
  const fix = Object.hasOwn(FLAGS, word)
    ? FLAGS[word]!.find((each) => flagIn(each) === undefined || known.includes(flagIn(each)!))
    : undefined;
  if (fix === undefined) return undefined;
  return flagIn(fix) === undefined ? fix : `did you mean ${fix}?`;
};

/** Commands of other tools, where they are written instead of a directory. */
const COMMANDS: Readonly<Record<string, string>> = {
  help: '--help',
  usage: '--help',
  version: '--version',
};

/** The same before a directory. */
const BEFORE_A_DIRECTORY: Readonly<Record<string, string>> = {
  ...COMMANDS,
  init: 'leave it out',
  new: 'leave it out',
  make: 'leave it out',
  generate: 'leave it out',
  gen: 'leave it out',
  bake: 'leave it out',
  copy: 'leave it out',
  scaffold: 'leave it out',
  check: 'did you mean verify, or template check?',
  test: 'did you mean verify?',
  prove: 'did you mean verify?',
  lint: 'did you mean verify --only lint?',
  build: 'did you mean verify --only build?',
  remove: 'did you mean clean?',
  rm: 'did you mean clean?',
  prune: 'did you mean clean?',
  down: 'did you mean clean?',
  completions: 'did you mean completion?',
};

/**
 * @param first of the arguments
 * @param second undefined where nothing follows: then the first may be a directory, but for those that nobody calls an app
 * @returns the fix, where the first is another tool's command
 */
export const fixOfCommand = (first: string, second: string | undefined): string | undefined => {
  const alone = second === undefined;
  const table = alone ? COMMANDS : BEFORE_A_DIRECTORY;
  const word = first.toLowerCase();
  if (!Object.hasOwn(table, word)) return undefined;
  const fix = table[word]!;
  if (fix === '--help' && !alone) return 'did you mean --help, behind a command?';
  if (alone) return `did you mean ${fix}? A folder of this name is written ./${word}`;
  return /^(did|leave)/.test(fix) ? fix : `did you mean ${fix}?`;
};
