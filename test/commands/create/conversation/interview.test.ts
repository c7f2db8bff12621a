import { answered, back } from '../../../../src/commands/create/answered';
import type { Given } from '../../../../src/commands/create/given';
import { type Interview, newInterview, type Turn, turnOf } from '../../../../src/commands/create/interview';
import { type FlagTexts, flagLayer } from '../../../../src/options/layers';
import type { Value } from '../../../../src/options/option';
import { resolve } from '../../../../src/options/resolve';
import { CREATE_RUN, type CreateRun } from '../../../../src/project/run-options';
import { CREATE_ANSWERS } from '../../../../src/project/schema';

/** The conversation as a value: answers and what was given make the next question, a refusal, or the end. */

const CWD = '/home/ada';
const RUN = resolve(CREATE_RUN, []).values as unknown as CreateRun;

const given = (flags: Readonly<Record<string, string>> = {}, directory?: string, more: Partial<Given> = {}): Given => {
  const texts: FlagTexts = Object.fromEntries(Object.entries(flags).map(([key, text]) => [key, [text]]));
  return {
    layers: [flagLayer(CREATE_ANSWERS, texts)],
    run: RUN,
    inEnvironment: [],
    set: { flags: [], environment: {} },
    ...(directory === undefined ? {} : { directory }),
    ...more,
  };
};

/** Somebody has looked: these are the folders that hold something. */
const looked = (interview: Interview, used: readonly string[] = []): Interview => {
  const turn = turnOf(interview, CWD);
  if (turn.kind !== 'look') return interview;
  return { ...interview, look: { path: turn.path, entries: used.includes(turn.path) ? ['x'] : [], made: false } };
};

const next = (interview: Interview, used: readonly string[] = []): Turn => turnOf(looked(interview, used), CWD);
const keyOf = (turn: Turn): string => (turn.kind === 'ask' ? turn.question.key : turn.kind);

/** Answers in order; an array item is a key and its answer. @returns the conversation and everything that was said. */
const after = (
  begun: Given | Interview,
  answers: readonly (readonly [string, Value])[],
  used: readonly string[] = [],
): { interview: Interview; notes: readonly string[] } => {
  let interview = 'given' in begun ? begun : newInterview(begun);
  const notes: string[] = [];
  for (const [key, value] of answers) {
    const taken = answered(looked(interview, used), key, value, CWD);
    interview = taken.interview;
    notes.push(...taken.notes);
  }
  return { interview, notes };
};

const HUB = [
  ['name', 'app'],
  ['registry', 'docker.io'],
  ['registryUser', 'acme'],
  ['tags', ['latest']],
] as const;

test.each<[string, Given, readonly (readonly [string, Value])[], string]>([
  ['nothing is known', given(), [], 'name'],
  ['the name is the directory', given(), [['name', 'app']], 'registry'],
  ['a directory names the app', given({}, 'app'), [], 'registry'],
  ['a directory that is no name', given({}, 'My App'), [], 'name'],
  ['a name without a directory', given({ name: 'app' }), [], 'directory'],
  ['a registry that needs a user', given({}, 'app'), [['registry', 'docker.io']], 'registryUser'],
  ['a registry that may have one', given({}, 'app'), [['registry', 'localhost:5000']], 'registryUser'],
  ['no registry, no user and no tags', given({}, 'app'), [['registry', 'none']], 'done'],
  ['everything is given', given({ registry: 'ghcr.io', registryUser: 'a/b', tags: 'x' }, 'app'), [], 'done'],
  ['the last answer', given(), HUB, 'done'],
  ['a user of two levels waits for its registry', given({ registryUser: 'a/b' }, 'app'), [], 'registry'],
  [
    'and is asked for where that takes one',
    given({ registryUser: 'a/b', tags: 'x' }, 'app'),
    [['registry', 'docker.io']],
    'registryUser',
  ],
  [
    'and stays where that takes two',
    given({ registryUser: 'a/b', tags: 'x' }, 'app'),
    [['registry', 'ghcr.io']],
    'done',
  ],
])('%s: what is asked', (_title, begun, answers, key) => {
  expect(keyOf(next(after(begun, answers).interview))).toBe(key);
});

test.each<[string, Given, string]>([
  ['a user with no registry', given({ registry: 'none', registryUser: 'acme' }, 'app'), '--registry-user'],
  ['two levels where there is one', given({ registry: 'docker.io', registryUser: 'a/b' }, 'app'), '--registry-user'],
  ['a bad port', given({ port: '1' }), '--port'],
  [
    'one argument too many',
    given({}, 'app', {
      layers: [
        {
          source: 'flag',
          values: {},
          problems: [{ code: 'unknown', message: '"x" is one argument too many', flag: 'directory' }],
        },
      ],
    }),
    'directory',
  ],
])('%s is refused before the first question', (_title, begun, flag) => {
  expect(next(newInterview(begun))).toMatchObject({ kind: 'refuse', outcome: 'usage', problems: [{ flag }] });
});

const REGISTRIES = {
  'docker.io': 1,
  'ghcr.io': 1,
  'quay.io': 1,
  'eu.pkg.dev': 2,
  'registry.example.com': 0,
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 0,
  'x.azurecr.io': 0,
  'localhost:5000': 0,
  none: 0,
} as const;

const PAIRS = Object.keys(REGISTRIES).flatMap((before) =>
  Object.keys(REGISTRIES).map((later) => [before, later] as const),
);

test.each(PAIRS)('registry %s, then %s: the user is kept, dropped with a word, or asked for', (before, later) => {
  const least = (registry: string) => REGISTRIES[registry as keyof typeof REGISTRIES];
  const user = ['a', 'a', 'a/b'][least(before)]!;
  const answers: (readonly [string, Value])[] = [
    ['name', 'app'],
    ['registry', before],
    ...(before === 'none' ? [] : [['registryUser', user] as const, ['tags', ['latest']] as const]),
  ];
  const { interview, notes } = after(given(), [...answers, ['registry', later]]);
  const turn = next(interview);
  const many = later === 'docker.io' && user.includes('/');
  if (later === 'none') {
    expect(keyOf(turn)).toBe('done');
    expect(notes).toEqual(
      before === 'none' ? [] : [`Registry user ${user} is left out: with registry none there is no one to publish as`],
    );
  } else if (before === 'none') expect(keyOf(turn)).toBe('registryUser');
  else if (user.split('/').length < least(later) || many) {
    expect(keyOf(turn)).toBe('registryUser');
    expect(turn).toHaveProperty('reason', expect.stringMatching(/^Registry user "a.*": expected (at least|one)/));
  } else expect(keyOf(turn)).toBe('done');
});

test('an answer that lost its meaning comes back with it', () => {
  const { interview } = after(given(), [...HUB, ['registry', 'none'], ['registry', 'ghcr.io']]);
  expect(keyOf(next(interview))).toBe('done');
});

test('a flag that an answer leaves without a meaning is dropped, and the word says why', () => {
  const { interview, notes } = after(given({ registryUser: 'acme' }, 'app'), [['registry', 'none']]);
  expect(notes).toEqual(['Registry user acme is left out: with registry none there is no one to publish as']);
  expect(keyOf(next(interview))).toBe('done');
});

test('back and forth: each question comes again in turn, with the answer that was given', () => {
  const whole = after(given(), HUB).interview;
  let interview = whole;
  for (const key of ['tags', 'registryUser', 'registry', 'name']) {
    interview = back(interview, CWD);
    expect(keyOf(next(interview))).toBe(key);
  }
  expect(back(interview, CWD)).toBe(interview);
  for (const [key, value] of HUB) {
    const turn = next(interview);
    expect(turn).toMatchObject({
      kind: 'ask',
      question: { key, initial: Array.isArray(value) ? value.join(',') : value },
    });
    interview = after(looked(interview), [[key, value]]).interview;
  }
  expect(keyOf(next(interview))).toBe('done');
});

const APP = `${CWD}/app`;

test.each<[string, readonly (readonly [string, Value])[], string]>([
  ['it is asked about', [], 'onConflict'],
  ['keep goes on', [['onConflict', 'keep']], 'registry'],
  ['replace goes on', [['onConflict', 'replace']], 'registry'],
  ['another folder is asked for', [['onConflict', 'elsewhere']], 'directory'],
  [
    'and one that is free goes on',
    [
      ['onConflict', 'elsewhere'],
      ['directory', 'other'],
    ],
    'registry',
  ],
  [
    'and the same one is asked about again',
    [
      ['onConflict', 'elsewhere'],
      ['directory', 'app'],
    ],
    'onConflict',
  ],
  [
    'what was said of one folder says nothing of another',
    [
      ['onConflict', 'keep'],
      ['directory', 'used'],
    ],
    'onConflict',
  ],
])('a folder in use: %s', (_title, answers, key) => {
  const used = [APP, `${CWD}/used`];
  expect(keyOf(next(after(given({}, 'app'), answers, used).interview, used))).toBe(key);
});

test('a folder in use that is to be left alone is refused at once; what may be an earlier result only when all is known', () => {
  const run = { run: { ...RUN, onConflict: 'refuse' }, conflictBy: 'flag' as const };
  const begun = newInterview(given({}, 'app', run));
  expect(next(begun, [APP])).toMatchObject({ kind: 'refuse', outcome: 'target' });
  expect(keyOf(turnOf({ ...begun, look: { path: APP, entries: ['x'], made: true } }, CWD))).toBe('registry');
  const kept = given({}, 'app', { run: { ...RUN, onConflict: 'keep' }, conflictBy: 'flag' });
  expect(keyOf(next(newInterview(kept), [APP]))).toBe('registry');
});

test('a folder that cannot be used is refused at the start, and asked for anew once something was asked', () => {
  const refusal = {
    outcome: 'target',
    problems: [{ code: 'target', message: 'app is a file', fix: 'choose another' }],
  } as const;
  const look = { path: APP, entries: [], made: false, refusal };
  expect(turnOf({ ...newInterview(given({}, 'app')), look }, CWD)).toMatchObject({ kind: 'refuse', outcome: 'target' });
  const { interview } = after(given(), [['name', 'app']]);
  expect(turnOf({ ...interview, look }, CWD)).toMatchObject({
    kind: 'ask',
    question: { key: 'directory' },
    reason: 'app is a file; choose another',
  });
});

test('the directory follows the name that it was made of, and no other', () => {
  expect(
    after(given(), [
      ['name', 'app'],
      ['name', 'shop'],
    ]).interview.given.directory,
  ).toBe('shop');
  expect(after(given({}, 'app'), [['name', 'shop']]).interview.given.directory).toBe('app');
  const moved = after(given(), [
    ['name', 'app'],
    ['directory', 'x/y'],
    ['name', 'shop'],
  ]);
  expect(moved.interview.given.directory).toBe('x/y');
});
