import { basename, resolve as resolvePath } from 'node:path';
import { type Problem, Stop } from '../errors';
import { kebab, type OptionTable, type Value, type Values } from '../options/define';
import { appName } from '../options/grammar';
import { configLayer, environmentLayer, flagLayer, type Layer, problemOf } from '../options/layers';
import { essentialKeys, questionOf } from '../options/question';
import { type Resolution, resolve } from '../options/resolve';
import { CREATE_RUN, type CreateRun } from '../options/run-options';
import { CREATE_ANSWERS } from '../options/schema';
import { readConfig } from '../world/config-file';
import type { Terminal } from '../world/terminal';
import type { World } from '../world/world';
import type { Arguments } from './arguments';
import { type GivenSet, partedEnvironment } from './set-layers';
import { isLocked, lockedProblems, tableOf } from './team-answers';
import type { Team } from './team-template';

/** `--set` is read apart: its values may hold commas, and only the template can judge them. */
const { set: _set, ...PLAIN_RUN }: OptionTable = CREATE_RUN;
const TABLE: OptionTable = { ...CREATE_ANSWERS, ...PLAIN_RUN };
/** A config file cannot name another one. */
const { config: _config, ...IN_CONFIG }: OptionTable = TABLE;

/** What was given without asking. */
export interface Given {
  readonly layers: readonly Layer[];
  readonly run: CreateRun;
  /** As typed; undefined where it is not known yet. */
  readonly directory?: string;
  /** Answers to the questions of a template. */
  readonly set: GivenSet;
  /** The content hash of the template that a saved answers file was made with. */
  readonly recorded?: { readonly hash: string; readonly template?: string };
  /** The template, once it is fetched; undefined for the built-in one. */
  readonly team?: Team;
}

/** Reads every layer that is there before anything is asked. */
export const gather = async (read: Arguments, world: World): Promise<Given> => {
  const { set: flags = [], ...texts } = read.texts;
  const environment = partedEnvironment(world.env);
  const early = [flagLayer(TABLE, texts), environmentLayer(TABLE, environment.rest)];
  const config = resolve(PLAIN_RUN, early).values.config as string | undefined;
  const name = config === '-' ? 'standard input' : (config ?? '');
  const { set, templateHash, ...document } = config === undefined ? {} : await readConfig(config, world);
  const layers = config === undefined ? early : [...early, configLayer(IN_CONFIG, document, name)];
  const run = resolve(PLAIN_RUN, layers).values as unknown as CreateRun;
  const [directory] = read.positionals;
  if (directory !== undefined) world.untrusted.add(resolvePath(world.cwd, directory));
  return {
    layers: [{ source: 'flag', values: {}, problems: read.problems }, ...layers],
    run,
    set: { flags, environment: environment.set, ...(set === undefined ? {} : { config: { document: set, name } }) },
    ...(templateHash === undefined
      ? {}
      : {
          recorded: {
            hash: String(templateHash),
            ...(document.template === undefined ? {} : { template: String(document.template) }),
          },
        }),
    ...(directory === undefined ? {} : { directory }),
  };
};

/** The name that a directory gives its app. */
const directoryLayer = (directory: string, cwd: string): Layer => {
  const name = basename(resolvePath(cwd, directory));
  const flaw = appName(name);
  if (!flaw) return { source: 'directory', values: { name }, problems: [] };
  const { proposal, ...rule } = flaw;
  const fix = proposal === undefined ? 'add --name <name>, or choose another directory' : `--name ${proposal}`;
  return {
    source: 'directory',
    values: {},
    problems: [{ ...problemOf({ ...rule, fix }, 'directory', 'the name of the directory', name), flag: 'directory' }],
  };
};

const NO_DIRECTORY: Problem = {
  code: 'missing',
  message: 'the directory is missing: where the repository goes',
  flag: 'directory',
  fix: 'add it as the first argument: my-app, or . for the current folder',
};

const EMPTY_DIRECTORY: Problem = {
  code: 'invalid',
  message: 'directory "": expected a path',
  flag: 'directory',
  value: '',
  fix: 'my-app, or . for the current folder',
};

/** Everything that is known, and everything that is wrong with it. A name's own problem is left out where a stronger layer names the app. */
export const settle = (given: Given, cwd: string): Resolution => {
  const named = given.layers.some(
    (layer) => Object.hasOwn(layer.values, 'name') || layer.problems.some(({ flag }) => flag === '--name'),
  );
  if (given.directory === undefined || given.directory === '') {
    const problem = given.directory === '' ? EMPTY_DIRECTORY : NO_DIRECTORY;
    const resolution = resolve(tableOf(given), given.layers);
    // Without a directory the name has nowhere to come from: one problem says it for both.
    return {
      ...resolution,
      problems: [
        problem,
        ...lockedProblems(given, resolution),
        ...resolution.problems.filter(({ flag, code }) => !(flag === '--name' && code === 'missing')),
      ],
      missing: ['directory', ...resolution.missing],
    };
  }
  const layer = directoryLayer(given.directory, cwd);
  const resolution = resolve(tableOf(given), [...given.layers, named ? { ...layer, problems: [] } : layer]);
  const problems =
    layer.problems.length > 0
      ? resolution.problems.filter(({ flag, code }) => !(flag === '--name' && code === 'missing'))
      : resolution.problems;
  return { ...resolution, problems: [...problems, ...lockedProblems(given, resolution)] };
};

/** @returns the problems that no question can mend: a value was given, and it is wrong. */
const beyondAsking = (resolution: Resolution): readonly Problem[] =>
  resolution.problems.filter(({ code, flag }) => code !== 'missing' && !(flag === 'directory'));

const withAnswer = (given: Given, key: string, value: Value): Given => {
  const answers = given.layers.find(({ source }) => source === 'answer')?.values ?? {};
  return {
    ...given,
    layers: [
      ...given.layers.filter(({ source }) => source !== 'answer'),
      { source: 'answer', values: { ...answers, [key]: value }, problems: [] },
    ],
  };
};

const known = (given: Given, key: string): boolean =>
  given.layers.some(
    ({ source, values }) => Object.hasOwn(values, key) && (source !== 'template' || isLocked(given, key)),
  );

/** What Enter takes for an essential question: the template's default, else the option's own. */
const proposedBy = (given: Given, key: string): Value | undefined =>
  given.layers.find(({ source }) => source === 'template')?.values[key];

/** Asks for a name where none is given or the directory's is none; without a directory it names that as well. */
const askName = async (given: Given, terminal: Terminal, cwd: string): Promise<Given> => {
  const { values } = settle(given, cwd);
  const flawed = given.directory !== undefined && given.directory !== '' && values.name === undefined;
  if (given.directory !== undefined && given.directory !== '' && !flawed) return given;
  if (!flawed && values.name !== undefined) {
    const directory = await terminal.ask({
      kind: 'line',
      key: 'directory',
      message: 'Directory',
      initial: String(values.name),
      read: (text) => (text.trim() === '' ? { flaw: { rule: 'a path' } } : { value: text }),
      preview: (text) => resolvePath(cwd, text),
    });
    return { ...given, directory: String(directory) };
  }
  const proposal = flawed ? appName(basename(resolvePath(cwd, given.directory!)))?.proposal : undefined;
  const question = questionOf('name', CREATE_ANSWERS.name, proposal ?? 'my-app', values);
  const name = await terminal.ask(question);
  const next = withAnswer(given, 'name', name);
  return flawed ? next : { ...next, directory: String(name) };
};

/** Asks for what is essential and not given, and for whatever is needed. */
export const askMissing = async (given: Given, terminal: Terminal, cwd: string): Promise<Given> => {
  const hopeless = beyondAsking(settle(given, cwd));
  if (hopeless.length > 0) throw new Stop('usage', hopeless);
  let next = await askName(given, terminal, cwd);
  for (const [key, option] of Object.entries(tableOf(given)).filter(([key]) =>
    essentialKeys(tableOf(given)).includes(key),
  )) {
    const { values } = settle(next, cwd);
    if (known(next, key) || option.applies?.(values) === false) continue;
    next = withAnswer(next, key, await terminal.ask(questionOf(key, option, proposedBy(next, key), values)));
  }
  return next;
};

/**
 * Asks one question of the advanced list again.
 * @param proposed what Enter takes where the answer has no value yet
 */
export const askAgain = async (
  given: Given,
  key: string,
  terminal: Terminal,
  cwd: string,
  proposed?: string,
): Promise<Given> => {
  const { values } = settle(given, cwd);
  const option = tableOf(given)[key]!;
  const current = values[key] === '' && proposed !== undefined ? proposed : values[key];
  const next = withAnswer(given, key, await terminal.ask(questionOf(key, option, current, values)));
  // An answer at the prompt is the user's last word, also over a flag: the layers below it are told.
  return {
    ...next,
    layers: next.layers.map((layer) =>
      layer.source === 'answer' || layer.source === 'template'
        ? layer
        : { ...layer, values: Object.fromEntries(Object.entries(layer.values).filter(([other]) => other !== key)) },
    ),
  };
};

/** The directory's last part and the flags that make the same repository, in words that replay. */
export const replayName = (typed: string, values: Values, named: boolean): readonly string[] =>
  named || /^\.{0,2}([\\/]\.{0,2})*$/.test(typed) || basename(typed) !== values.name
    ? [`--${kebab('name')}`, String(values.name)]
    : [];
