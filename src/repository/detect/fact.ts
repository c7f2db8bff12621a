import type { Problem } from '../../errors';

/** What can be known of an app, in the order in which it is told. */
export const FACT_KEYS = [
  'name',
  'registry',
  'registryUser',
  'framework',
  'entry',
  'source',
  'packageManager',
  'requirements',
  'extras',
  'python',
  'server',
  'port',
  'healthPath',
  'apt',
  'aptBuild',
  'services',
  'environment',
  'writes',
  'startup',
  'tests',
  'existing',
] as const;

type FactKey = (typeof FACT_KEYS)[number];

/** How something was found: the word in JSON, and what it means. */
const RULES = {
  given: 'the user said so',
  default: 'nothing was found: what create takes',
  origin: 'the remote called origin',
  image: 'the image of a compose file or a workflow',
  project: "the project's own name",
  folder: "the folder's name",
  dependency: 'a dependency of production',
  import: 'an import',
  procfile: 'the web line of Procfile',
  'start-script': 'the start script',
  platform: 'the file of a hosting platform',
  compose: 'the compose file',
  dockerfile: 'the Dockerfile',
  'server-config': "the server's own configuration",
  script: 'a script of the project',
  'flask-app': 'FLASK_APP',
  'flask-group': 'a FlaskGroup in manage.py',
  'flask-rule': 'where Flask itself looks: wsgi.py, then app.py',
  place: 'a usual place of an app',
  only: 'the only app of the repository',
  imports: 'where the imports of the app lead',
  module: 'where the module of the entry lies',
  lock: 'a lock file',
  manifest: 'the file of the dependencies',
  installed: 'what the Dockerfile or the start script installs from',
  server: 'an extra that holds the server',
  version: 'a file that names a version of Python',
  pins: 'the newest Python that most pins have wheels for',
  command: 'the command that starts the app',
  run: 'the call that runs the app',
  route: 'a route of this name that asks no service',
  root: 'the start page asks no service',
  none: 'no route that asks no service',
  table: 'the table of system packages',
  read: 'the app reads it, with a default',
  required: 'the app reads it, and has no default',
  example: 'an example of the variables',
  write: 'the app writes there',
  release: 'a step before the app starts',
  pytest: 'pytest among the dependencies, and tests',
  there: 'it is there already',
} as const satisfies Readonly<Record<string, string>>;

export type Rule = keyof typeof RULES;

/** One thing that is known of an app. Where a key has several values, each is a fact with its own place. */
export interface Fact {
  readonly key: FactKey;
  readonly value: string | number | boolean | readonly string[];
  /** `app.py:12`, a path, or the word of a rule that has no place. */
  readonly from: string;
  readonly rule: Rule;
  /** What else was possible. */
  readonly others: readonly string[];
}

/** What one reader found: facts, why it cannot go on, and what is to be said once. */
export interface Findings {
  readonly facts: readonly Fact[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** A place in a file. */
export const at = (path: string, line: number): string => `${path}:${line}`;

export const fact = (
  key: FactKey,
  value: Fact['value'],
  from: string,
  rule: Rule,
  others: readonly string[] = [],
): Fact => ({ key, value, from, rule, others });
