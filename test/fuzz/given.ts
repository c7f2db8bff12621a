import fc from 'fast-check';
import { environmentName } from '../../src/options/layers';
import { kebab } from '../../src/options/option';
import { CREATE_RUN } from '../../src/project/run-options';
import { CREATE_ANSWERS } from '../../src/project/schema';

/** What users and their machines could give: hostile, odd, and valid values in one stew. */

const KEYS = Object.keys({ ...CREATE_ANSWERS, ...CREATE_RUN });

/** Values that broke programs before. */
const ODD = [
  '',
  ' ',
  '-',
  '--',
  '---',
  '-x',
  '=',
  '==',
  'a=b',
  'true',
  'false',
  'null',
  '0',
  '-0',
  '1e3',
  '0x10',
  '8e3',
  '9'.repeat(400),
  'NaN',
  'Infinity',
  '__proto__',
  'constructor',
  'toString',
  'constructor.prototype.p',
  'hasOwnProperty',
  '\u0000',
  '\u001b[2J',
  '\u001b]0;x\u0007',
  '\n',
  '\r\n',
  'a\nb',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  '😀',
  'İ',
  'ß',
  'é',
  'e\u0301',
  '../..',
  '/',
  '.',
  '..',
  './',
  'CON',
  'nul.txt',
  'a'.repeat(300),
  '${{ secrets.X }}',
  '{{ x }}',
  '<%= x %>',
  '%PATH%',
  '$(id)',
  '`id`',
  "'",
  '"',
  '\\',
  '!!js/function',
  '&a',
  '*a',
  '<<',
  '~',
  '|',
  '>',
  '[',
  '{',
  '@',
  '#',
  ',',
  ',,',
  ':',
  'a:b',
  'localhost:5000',
  'ghcr.io',
  'docker.io',
  'acme',
  'acme/team',
  'ACME',
  'latest,semver',
  'v1.0',
  'sha',
  'linux/amd64',
  '3.14',
  'pip',
  'MIT',
  'api',
  'Ada <ada@example.com>',
  'my-app',
  'My App',
  '8000',
  '80',
  '65536',
  'python:3.14-slim',
  'img@sha256:' + 'a'.repeat(64),
] as const;

const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 80 }) },
);

/** A command line's words and an environment's values end at a NUL, and cannot hold one. */
export const word = text.map((value) => value.replaceAll('\u0000', ''));

const flagName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...KEYS.map(kebab)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'no-git',
      'no-compose',
      'no-color',
      'help',
      'version',
      'gti',
      'registy',
      'Name',
      'no-name',
      '__proto__',
      'constructor',
      'toString',
      'valueOf',
    ),
  },
);

/** Nothing that is fetched over a network or asks the engine. */
const isLocal = (words: readonly string[]): boolean =>
  !words.some((each) => /^(clean|verify|template)$|template|config|:\/\/|^(github|npm|git\+)/.test(each));

const flag = fc.oneof(
  fc.tuple(flagName, word).map(([name, value]) => [`--${name}`, value]),
  fc.tuple(flagName, word).map(([name, value]) => [`--${name}=${value}`]),
  flagName.map((name) => [`--${name}`]),
  fc.tuple(fc.constantFrom('-y', '-h', '-V', '-yy', '-q', '-abc'), fc.boolean()).map(([name]) => [name]),
  word.map((value) => [value]),
);

export const argv = fc
  .array(flag, { maxLength: 6 })
  .map((parts) => parts.flat())
  .filter(isLocal);

const VALID = ['my-app', '--registry-user', 'acme'] as const;

/** Words that would make a repository, with something thrown in between. */
export const almostValid = fc
  .tuple(argv, fc.nat(3))
  .map(([words, at]) => [...VALID.slice(0, at), ...words, ...VALID.slice(at)]);

const plain = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 4 }),
);

/** Answers of any kind under names that exist, and some that do not. */
export const answers = fc.dictionary(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...KEYS.filter((key) => !['template', 'config'].includes(key))) },
    { weight: 1, arbitrary: text },
  ),
  fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) }),
  { maxKeys: 6 },
);

export const config = fc.oneof(
  answers.map((value) => JSON.stringify(value)),
  answers.map((value) =>
    Object.entries(value)
      .map(([key, item]) => `${key}: ${typeof item === 'string' ? item : JSON.stringify(item)}`)
      .join('\n'),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'a: &x [1]\n',
        'b: *x\n',
        '<<: *x\n',
        '? [k]\n',
        '--- \n',
        '...\n',
        '%YAML 1.1\n',
        '!!binary ',
        '- ',
        '  ',
        '\t',
        'name: ',
        'port: 0o17\n',
        '"',
        '{',
        '}',
        '[',
        ']',
        '#',
        '\n',
        ': ',
        '|\n',
        '>-\n',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

export const environment = fc.dictionary(
  fc.constantFrom(
    ...Object.entries({ ...CREATE_ANSWERS, ...CREATE_RUN })
      .filter(([key]) => !['template', 'config'].includes(key))
      .map(([key, option]) => environmentName(key, option)),
    'CREATE_FLASK_CONTAINER_NONSENSE',
    'CI',
    'NO_COLOR',
    'FORCE_COLOR',
    'TERM',
    'COLUMNS',
    'SHELL',
    'MSYSTEM',
  ),
  word,
  { maxKeys: 5 },
);

const fileName = fc.oneof(
  fc.constantFrom(
    'README.md',
    'a.txt',
    'x.py.ejs',
    'dot-gitignore',
    '@ci=github',
    '@!compose',
    '@nonsense',
    '@',
    '.ejs',
    '.part',
    'a.part',
    'dot-',
    'dot-git',
    '.git',
    'GIT~1',
    'con',
    'a.',
    'a ',
    'aux.c',
    'é',
    'e\u0301',
    'A.txt',
    '[packageName]',
    '[name]',
    '[x',
    ']',
    '..',
    'a\\b',
    'a:b',
    '.create-flask-container.json',
    '.github',
    'workflows',
    'Makefile.ejs',
    'x.yml.ejs',
    'x.unknown.ejs',
    'conftest.py',
    '\u202ex',
    'a\nb',
  ),
  text.map((value) => value.replaceAll('\u0000', '').replaceAll('/', '') || 'x'),
);

const content = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<%= name %>',
        '<%= bare(name) %>',
        '<%- name %>',
        '<% if (git) { %>',
        '<% } %>',
        '<% } else { %>',
        '<% for (const t of tags) { %>',
        '<%= t %>',
        '<%',
        '%>',
        '-%>',
        '<%%',
        '<%#',
        '<%= this %>',
        '<%= name.length %>',
        '<%= name.constructor %>',
        '<%= process %>',
        '<%= `a` %>',
        '<%= upper(name) %>',
        '<%= 1/0 %>',
        'key: ',
        '\n',
        '"',
        "'",
        'plain',
      ),
      text,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const manifestParts = fc.constantFrom(
  'format: 1\n',
  'name: acme-flask\n',
  'format: 2\n',
  'extends: builtin\n',
  'extends: none\n',
  'remove: [compose.yaml]\n',
  'remove: [nothing]\n',
  'defaults: { registry: ghcr.io }\n',
  'defaults: { port: x }\n',
  'locked: [registry]\n',
  'locked: [x]\n',
  'questions: { team: { type: choice, message: Team, choices: [a, b], default: a } }\n',
  'questions: { name: { type: text, message: N } }\n',
  'questions: { n: { type: integer, message: N, default: 1, minimum: 5 } }\n',
  'questions: { p: { type: text, message: P, pattern: "(a+)+$" } }\n',
  'questions: { w: { type: boolean, message: W, default: false, when: "ci ==" } }\n',
  'questions: 1\n',
  'next: ["x"]\n',
  'summary: [1]\n',
  '&a\n',
  '__proto__: 1\n',
  '\t',
);

export const tree = fc
  .record({
    manifest: fc.oneof(
      { weight: 3, arbitrary: fc.constant('format: 1\nname: acme-flask\nextends: none\n') },
      { weight: 2, arbitrary: fc.uniqueArray(manifestParts, { maxLength: 6 }).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: config },
    ),
    files: fc.dictionary(
      fc.array(fileName, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      content,
      { maxKeys: 6 },
    ),
  })
  .map(({ manifest, files }) => ({
    'template.yaml': manifest,
    ...Object.fromEntries(Object.entries(files).map(([path, value]) => [`files/${path}`, value])),
  }));
