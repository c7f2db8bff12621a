import { basename, resolve as resolvePath } from 'node:path';
import type { Problem } from '../../errors';
import { type ConfigFile, readConfig } from '../../machine/config-file';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import type { Standing } from '../../options/config-mend';
import { configLayer, environmentLayer, flagLayer, type Layer, problemOf } from '../../options/layers';
import { kebab, type OptionTable, type Values } from '../../options/option';
import { type Resolution, resolve } from '../../options/resolve';
import { type GivenSet, partedEnvironment } from '../../options/set-layers';
import { appName, branch } from '../../project/grammar';
import { CREATE_RUN, type CreateRun } from '../../project/run-options';
import { CREATE_ANSWERS } from '../../project/schema';
import { lockedProblems, tableOf } from '../../sources/team-answers';
import type { Team } from '../../sources/team-template';
import { type PlaceTree, typedIn } from '../../yaml/places';

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
  /** The directory was asked for: by the app's name, which it follows, or by itself. */
  readonly directoryFrom?: 'name' | 'answer';
  /** Who has decided what is done about a folder in use; undefined where nobody has. */
  readonly conflictBy?: 'flag' | 'answer';
  /** Keys that the environment answers: they would answer a later run too. */
  readonly inEnvironment: readonly string[];
  /** Answers to the questions of a template. */
  readonly set: GivenSet;
  /** The content hash of the template that a saved answers file was made with. */
  readonly recorded?: { readonly hash: string; readonly template?: string };
  /** The template, once it is fetched; undefined for the built-in one. */
  readonly team?: Team;
  /** The branch that the directory's own repository is on. */
  readonly branch?: string;
}

/** @returns where each key of a mapping stands */
const standingIn =
  (places: PlaceTree | undefined) =>
  (key: string): Standing | undefined => {
    const tree = places?.below?.get(key);
    return tree && { line: (tree.key ?? tree.at).line, typed: typedIn(tree) };
  };

/** Reads every layer that is there before anything is asked. */
export const gather = async (read: Arguments, world: World): Promise<Given> => {
  const { set: flags = [], ...texts } = read.texts;
  const environment = partedEnvironment(world.env);
  const early = [flagLayer(TABLE, texts), environmentLayer(TABLE, environment.rest)];
  const config = resolve(PLAIN_RUN, early).values.config as string | undefined;
  const name = config === '-' ? 'standard input' : (config ?? '');
  const file: ConfigFile = config === undefined ? { values: {} } : await readConfig(config, world);
  const { set, templateHash, ...document } = file.values;
  const layers =
    config === undefined ? early : [...early, configLayer(IN_CONFIG, document, name, standingIn(file.places))];
  const { values, sources } = resolve(PLAIN_RUN, layers);
  const run = values as unknown as CreateRun;
  const [directory] = read.positionals;
  if (directory !== undefined) world.untrusted.add(resolvePath(world.cwd, directory));
  return {
    ...(sources.onConflict === 'default' ? {} : { conflictBy: 'flag' as const }),
    inEnvironment: Object.keys(early[1]!.values),
    layers: [{ source: 'flag', values: {}, problems: read.problems }, ...layers],
    run,
    set: {
      flags,
      environment: environment.set,
      ...(set === undefined
        ? {}
        : { config: { document: set, name, standing: standingIn(file.places?.below?.get('set')) } }),
    },
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

/** The branch that is there is the first choice, unless the template has decided or it is none that an answer can be. */
const branchThere = ({ branch: there, team }: Given): Values =>
  there === undefined || branch(there) !== undefined || team?.manifest.locked.includes('branch')
    ? {}
    : { branch: there };

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
  const found = { ...layer, values: { ...branchThere(given), ...layer.values } };
  const resolution = resolve(tableOf(given), [...given.layers, named ? { ...found, problems: [] } : found]);
  const problems =
    layer.problems.length > 0
      ? resolution.problems.filter(({ flag, code }) => !(flag === '--name' && code === 'missing'))
      : resolution.problems;
  return { ...resolution, problems: [...problems, ...lockedProblems(given, resolution)] };
};

/** The directory's last part and the flags that make the same repository, in words that replay. */
export const replayName = (typed: string, values: Values, named: boolean): readonly string[] =>
  named || /^\.{0,2}([\\/]\.{0,2})*$/.test(typed) || basename(typed) !== values.name
    ? [`--${kebab('name')}`, String(values.name)]
    : [];
