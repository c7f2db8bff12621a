import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Beginning,
  blindly,
  change,
  enter,
  explain,
  goBack,
  leave,
  line,
  make,
  mark,
  paste,
  pick,
  resized,
  see,
} from '../../../kit/conversation';
import { templateFolder } from '../../../kit/team';

/** Forty sessions and more, each as a person would have it. All of them end in a repository or in nothing. */

export interface Session extends Beginning {
  /** The answers that the repository was made of, and where; nothing where the person left. */
  readonly made?: readonly [folder: string, answers: object];
}

const APP = ['my-app'] as const;
const QUIET = [...APP, '--registry', 'none'] as const;
const HUB = pick('Registry', 'Docker Hub');
const GITHUB = pick('Registry', 'GitHub');
const NONE = pick('Registry', 'none for now');
const ANOTHER = pick('Registry', 'another host');
const TAGS = enter('Tags');
const NEEDED = 'expected an answer: it is needed for docker.io';

const enterOnly: Readonly<Record<string, Session>> = {
  'Enter only': {
    steps: [
      enter('App name'),
      enter('Registry'),
      line('Registry user', 'acme', ['', NEEDED]),
      TAGS,
      enter('What now?'),
    ],
    made: ['my-app', { registry: 'docker.io', registryUser: 'acme', tags: ['latest', 'semver', 'sha'] }],
  },
  'Enter only, with a directory': {
    words: APP,
    steps: [enter('Registry'), line('Registry user', 'acme', ['', NEEDED]), TAGS, enter('What now?')],
    made: ['my-app', { registryUser: 'acme' }],
  },
  'Enter only, where nothing is published': {
    words: ['--registry', 'none'],
    steps: [enter('App name'), enter('What now?')],
    made: ['my-app', { registry: 'none' }],
  },
  'Enter only, where all was said': {
    words: [...APP, '--registry', 'ghcr.io', '--registry-user', 'acme', '--tags', 'dev'],
    steps: [enter('What now?')],
    made: ['my-app', { registry: 'ghcr.io', tags: ['dev'] }],
  },
  'Enter only, with a directory that is no name': {
    words: ['My App', '--registry', 'none'],
    steps: [enter('App name'), enter('What now?')],
    made: ['My App', { name: 'my-app' }],
  },
};

const empty = (host: string, user: string): Session => ({
  words: APP,
  steps: [ANOTHER, line('Another host', host), line('Registry user', user, ['', NEEDED]), TAGS, make],
  made: ['my-app', { registry: host, registryUser: user }],
});

const leftEmpty: Readonly<Record<string, Session>> = {
  'the user of ghcr.io left empty': {
    words: APP,
    steps: [GITHUB, line('Registry user', 'acme', ['', NEEDED]), TAGS, make],
    made: ['my-app', { registry: 'ghcr.io', registryUser: 'acme' }],
  },
  'the user of quay.io left empty': empty('quay.io', 'acme'),
  'the project of Artifact Registry left empty': empty('europe-docker.pkg.dev', 'project/images'),
  'another host left empty, and then a host that needs no user': {
    words: APP,
    steps: [
      ANOTHER,
      line('Another host', 'registry.example.com:5000', ['', 'expected']),
      enter('Registry user'),
      TAGS,
      make,
    ],
    made: ['my-app', { registry: 'registry.example.com:5000' }],
  },
};

const wrongFirst: Readonly<Record<string, Session>> = {
  'names that are none, of each kind': {
    words: ['--registry', 'none'],
    steps: [
      line(
        'App name',
        'shop',
        ['My App!', 'expected lower-case letters'],
        ['1shop', 'expected lower-case letters'],
        ['a--b', 'expected lower-case letters'],
        ['-x', 'expected lower-case letters'],
        ['shöp', 'expected lower-case letters'],
      ),
      make,
    ],
    made: ['shop', { name: 'shop' }],
  },
  'a wrong name, and what is proposed for it': {
    words: ['--registry', 'none'],
    steps: [line('App name', 'little-shop', ['Little Shop', 'little-shop']), make],
    made: ['little-shop', { name: 'little-shop' }],
  },
  'hosts that are none, of each kind': {
    words: APP,
    steps: [
      ANOTHER,
      line(
        'Another host',
        'quay.io',
        ['nothost', 'expected docker.io'],
        ['https://quay.io', 'quay.io'],
        ['quay.io/acme', 'expected'],
        ['registry.example.com:99999', 'expected'],
        ['-.example.com', 'expected'],
        ['[a]', 'expected'],
      ),
      line('Registry user', 'acme'),
      TAGS,
      make,
    ],
    made: ['my-app', { registry: 'quay.io' }],
  },
  'users that are none, of each kind': {
    words: APP,
    steps: [
      HUB,
      line(
        'Registry user',
        'acme',
        ['', NEEDED],
        ['Acme', 'acme'],
        ['acme/team', 'expected one level'],
        ['ac me', 'expected'],
        ['acme_', 'expected'],
        ['/acme', 'expected'],
      ),
      TAGS,
      make,
    ],
    made: ['my-app', { registryUser: 'acme' }],
  },
  'too few levels on Artifact Registry': {
    words: APP,
    steps: [
      ANOTHER,
      line('Another host', 'europe-docker.pkg.dev'),
      line('Registry user', 'project/images', ['project', 'expected at least 2 levels']),
      TAGS,
      make,
    ],
    made: ['my-app', { registryUser: 'project/images' }],
  },
  'tags that are none, of each kind': {
    words: APP,
    steps: [
      GITHUB,
      line('Registry user', 'acme'),
      line(
        'Tags',
        'dev,semver',
        ['a b', 'expected each item'],
        ['.dev', 'expected each item'],
        ['dev,', 'expected'],
        ['dév', 'expected each item'],
      ),
      make,
    ],
    made: ['my-app', { tags: ['dev', 'semver'] }],
  },
  'a port, a base image and a branch that are none, at the summary': {
    words: QUIET,
    steps: [
      ...change('Port'),
      line('Port', '9000', ['80', 'expected a whole number from 1024'], ['abc', 'expected'], ['9000.5', 'expected']),
      ...change('Base image'),
      line('Base image', 'python:3.13-slim', ['Python 3', 'expected'], ['a b', 'expected']),
      ...change('Branch'),
      line('Branch', 'trunk', ['a..b', 'expected a branch'], ['-x', 'expected a branch']),
      make,
    ],
    made: ['my-app', { port: 9000, baseImage: 'python:3.13-slim', branch: 'trunk' }],
  },
  'a description and an author that are none, at the summary': {
    words: QUIET,
    steps: [
      ...change('Description'),
      line('Description', 'Sells tea', ['a ${{ secrets.X }}', 'expected']),
      ...change('Author'),
      line('Author', 'Ada <ada@example.com>', ['Ada <ada', 'expected']),
      make,
    ],
    made: ['my-app', { description: 'Sells tea', author: 'Ada <ada@example.com>' }],
  },
  'choices, a switch and a list at the summary': {
    words: QUIET,
    steps: [
      ...change('Licence'),
      pick('Licence', 'MIT', ['99', 'expected a number']),
      ...change('Kind of app'),
      pick('Kind of app', 'api', ['x', 'expected a number']),
      ...change('Python version'),
      pick('Python version', '3.13', ['0', 'expected a number']),
      ...change('compose.yaml'),
      line('Make compose.yaml?', 'n', ['perhaps', 'expected y']),
      make,
    ],
    made: ['my-app', { license: 'MIT', app: 'api', python: '3.13', compose: false }],
  },
};

const backAndForth: Readonly<Record<string, Session>> = {
  'back through every question, and forth with what was said': {
    steps: [
      line('App name', 'shop'),
      GITHUB,
      line('Registry user', 'acme'),
      goBack('Tags'),
      goBack('Registry user (acme)'),
      goBack('Registry'),
      enter('App name (shop)'),
      enter('Registry'),
      enter('Registry user (acme)'),
      TAGS,
      make,
    ],
    made: ['shop', { registry: 'ghcr.io', registryUser: 'acme' }],
  },
  'back to another name and another registry': {
    steps: [
      line('App name', 'shop'),
      HUB,
      goBack('Registry user'),
      goBack('Registry'),
      line('App name', 'store'),
      NONE,
      make,
    ],
    made: ['store', { name: 'store', registry: 'none' }],
  },
  'back from another host to the list': {
    words: APP,
    steps: [ANOTHER, goBack('Another host'), GITHUB, line('Registry user', 'acme'), TAGS, make],
    made: ['my-app', { registry: 'ghcr.io' }],
  },
  'back from a change, and from the list of changes': {
    words: QUIET,
    steps: [
      ...change('Port'),
      goBack('Port'),
      pick('What now?', 'Change something'),
      goBack('Change what?'),
      pick('What now?', 'Change something'),
      pick('Change what?', 'Back'),
      make,
    ],
    made: ['my-app', { port: 8000 }],
  },
  'a change to a registry that needs a user, and back from it': {
    words: QUIET,
    steps: [...change('Registry'), HUB, goBack('Registry user'), make],
    made: ['my-app', { registry: 'none' }],
  },
  'each question explained': {
    steps: [
      explain('App name', 'CREATE_FLASK_CONTAINER_NAME'),
      enter('App name'),
      explain('Registry', 'CREATE_FLASK_CONTAINER_REGISTRY'),
      HUB,
      explain('Registry user', 'CREATE_FLASK_CONTAINER_REGISTRY_USER'),
      line('Registry user', 'acme'),
      explain('Tags', 'CREATE_FLASK_CONTAINER_TAGS'),
      TAGS,
      pick('What now?', 'Show the files'),
      see('then first commit'),
      pick('What now?', 'Show all answers'),
      see('Base image'),
      leave,
    ],
  },
};

const disturbed: Readonly<Record<string, Session>> = {
  'several lines pasted at a name': {
    steps: [paste('App name', ['shop', 'none', 'acme', '']), NONE, make],
    made: ['shop', { name: 'shop' }],
  },
  'several lines pasted at a user': {
    words: APP,
    steps: [GITHUB, paste('Registry user', ['acme', 'dev', '']), TAGS, make],
    made: ['my-app', { registryUser: 'acme', tags: ['latest', 'semver', 'sha'] }],
  },
  'keys typed ahead of everything': {
    steps: [blindly('early\r\r\r'), line('App name', 'shop'), NONE, make],
    made: ['shop', { registry: 'none' }],
  },
  'keys typed ahead of the next question': {
    steps: [line('App name', 'shop\r\r\rmore'), NONE, make],
    made: ['shop', { registry: 'none' }],
  },
  'a narrower and a wider window': {
    words: APP,
    resizes: true,
    steps: [
      see('Registry'),
      resized(40),
      pick('', 'GitHub'),
      resized(100),
      line('Registry user', 'acme'),
      resized(30),
      TAGS,
      see('What now?'),
      resized(80),
      pick('', 'Make it'),
    ],
    made: ['my-app', { registryUser: 'acme' }],
  },
};

const inUse = (cwd: string): void => {
  mkdirSync(join(cwd, 'my-app'));
  writeFileSync(join(cwd, 'my-app', 'README.md'), 'mine\n');
  for (let index = 0; index < 20; index += 1) writeFileSync(join(cwd, 'my-app', `note-${index}`), '');
};
const IN_USE = 'my-app is in use. What now?';
const ELSEWHERE = pick(IN_USE, 'Another folder');

const occupied: Readonly<Record<string, Session>> = {
  'a folder in use: keep': {
    words: QUIET,
    setup: inUse,
    steps: [see('and 13 more'), pick('', 'Keep'), make],
    made: ['my-app', { name: 'my-app' }],
  },
  'a folder in use: replace': {
    words: QUIET,
    setup: inUse,
    steps: [pick(IN_USE, 'Replace', ['7', 'expected a number']), make],
    made: ['my-app', { name: 'my-app' }],
  },
  'a folder in use: another, which is left empty, in use, a link, a file, and free': {
    words: QUIET,
    setup: (cwd) => {
      inUse(cwd);
      symlinkSync('my-app', join(cwd, 'link'));
      writeFileSync(join(cwd, 'file'), '');
    },
    steps: [
      ELSEWHERE,
      line('Directory', 'my-app', ['', 'expected a path']),
      ELSEWHERE,
      line('Directory', 'link'),
      see('is a symbolic link'),
      line('Directory', 'file'),
      see('is a file'),
      line('Directory', 'a b/free'),
      make,
    ],
    made: ['a b/free', { name: 'free' }],
  },
  'a folder in use: leave': { words: QUIET, setup: inUse, steps: [pick(IN_USE, 'Leave')] },
  'a folder in use after its name was answered, explained, and back': {
    words: ['--registry', 'none'],
    setup: inUse,
    steps: [enter('App name'), explain(IN_USE, '--on-conflict keep'), goBack(IN_USE), line('App name', 'shop'), make],
    made: ['shop', { name: 'shop' }],
  },
  'a folder where a file must go, which is moved elsewhere': {
    words: QUIET,
    setup: (cwd) => {
      inUse(cwd);
      mkdirSync(join(cwd, 'my-app', 'Dockerfile'));
    },
    steps: [
      pick(IN_USE, 'Keep'),
      pick('What now?', 'Try again'),
      ...change('Directory'),
      line('Directory', 'free'),
      make,
    ],
    made: ['free', { name: 'free' }],
  },
};

const ALL_TYPES = templateFolder({
  'template.yaml': [
    'format: 1',
    'name: acme-flask',
    'summary: Services at Acme',
    'extends: builtin',
    'defaults: {registry: ghcr.io, registryUser: acme, tags: [latest], license: MIT}',
    'locked: [registry, registryUser, tags]',
    'questions:',
    '  team: {type: choice, message: Team, choices: [core, payments]}',
    '  cost: {type: text, message: Cost centre, pattern: "[A-Z]{2}[0-9]{4}", when: "team == \'payments\'", default: AA0000}',
    '  owner: {type: text, message: Owner of the service, help: Who is called at night}',
    '  replicas: {type: integer, message: Replicas, minimum: 1, maximum: 9}',
    '  worker: {type: boolean, message: Worker, default: false}',
    '  queues: {type: list, message: Queues, choices: [orders, refunds, mails], when: worker, default: []}',
    '  topics: {type: list, message: Topics}',
    '',
  ].join('\n'),
  'files/docs/owner.txt.ejs': '<%= owner %> of <%= team %>\n',
});
const OF_TEAM = [...APP, '--template', ALL_TYPES] as const;

const team: Readonly<Record<string, Session>> = {
  'template questions of every type, each required one left empty': {
    words: OF_TEAM,
    steps: [
      pick('Team', 'core'),
      line('Owner of the service', 'Ada', ['', 'expected an answer']),
      line('Replicas', '2', ['', 'expected an answer']),
      enter('Worker'),
      line('Topics', 'a,b', ['', 'expected an answer']),
      make,
    ],
    made: [
      'my-app',
      { registry: 'ghcr.io', license: 'MIT', set: { owner: 'Ada', replicas: 2, worker: false, topics: ['a', 'b'] } },
    ],
  },
  'template questions of every type, each wrong first, with those that depend on others': {
    words: OF_TEAM,
    steps: [
      pick('Team', 'payments', ['sales', 'expected a number']),
      line('Cost centre', 'AB1234', ['nonsense', 'expected the whole value to match']),
      line('Owner of the service', 'Ada', ['a ${{ b', 'expected']),
      line('Replicas', '3', ['10', 'expected a whole number from 1 to 9'], ['two', 'expected'], ['1.5', 'expected']),
      line('Worker', 'y', ['perhaps', 'expected y']),
      mark('Queues', [0, 2]),
      line('Topics', 'x', ['a b,', 'expected']),
      make,
    ],
    made: [
      'my-app',
      { set: { team: 'payments', cost: 'AB1234', replicas: 3, worker: true, queues: ['orders', 'mails'] } },
    ],
  },
  'template questions, back and forth over one that depends on another': {
    words: OF_TEAM,
    steps: [
      pick('Team', 'payments'),
      line('Cost centre', 'AB1234'),
      goBack('Owner of the service'),
      goBack('Cost centre (AB1234)'),
      pick('Team', 'core'),
      line('Owner of the service', 'Ada'),
      line('Replicas', '1'),
      enter('Worker'),
      line('Topics', 'x'),
      ...change('Team'),
      pick('Team', 'payments'),
      enter('Cost centre'),
      make,
    ],
    made: ['my-app', { set: { team: 'payments', owner: 'Ada' } }],
  },
  'template questions, explained and left': {
    words: OF_TEAM,
    steps: [
      explain('Team', '--set team='),
      pick('Team', 'core'),
      explain('Owner of the service', 'Who is called at night'),
      line('Owner of the service', 'Ada'),
      line('Replicas', '1'),
      enter('Worker'),
      line('Topics', 'x'),
      leave,
    ],
  },
  'a template that has decided all': {
    words: [
      ...APP,
      '--template',
      templateFolder({
        'template.yaml':
          'format: 1\nname: acme\nextends: builtin\ndefaults: {registry: none, compose: false}\nlocked: [registry, compose]\n',
      }),
    ],
    steps: [pick('What now?', 'Show all answers'), see('the template decides'), make],
    made: ['my-app', { registry: 'none', compose: false }],
  },
};

export const SESSIONS: Readonly<Record<string, Session>> = {
  ...enterOnly,
  ...leftEmpty,
  ...wrongFirst,
  ...backAndForth,
  ...disturbed,
  ...occupied,
  ...team,
};
