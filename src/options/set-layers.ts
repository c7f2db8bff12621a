import type { Problem } from '../errors';
import { printable } from '../text/printable';
import { everyShellWord } from '../text/shell-words';
import type { Standing } from './config-mend';
import { closest, configLayer, ENVIRONMENT_PREFIX, environmentLayer, flagLayer, type Layer } from './layers';
import { type OptionTable, setFlag } from './option';

/** Answers to a template's questions, as they were given: before the template is known, nobody can judge them. */
export interface GivenSet {
  /** Each `key=value` of `--set`. */
  readonly flags: readonly string[];
  /** `set` of the config file, and the file's name. */
  readonly config?: {
    readonly document: unknown;
    readonly name: string;
    /** Where each key stands. */
    readonly standing?: (key: string) => Standing | undefined;
  };
  /** `CREATE_FLASK_CONTAINER_SET_…`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PREFIX = `${ENVIRONMENT_PREFIX}SET_`;

/** @returns the environment in two parts: what answers a template's questions, and all the rest. */
export const partedEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): { readonly set: GivenSet['environment']; readonly rest: GivenSet['environment'] } => {
  const entries = Object.entries(env);
  return {
    set: Object.fromEntries(entries.filter(([name]) => name.startsWith(PREFIX))),
    rest: Object.fromEntries(entries.filter(([name]) => !name.startsWith(PREFIX))),
  };
};

const unknownQuestion = (key: string, questions: OptionTable): Problem => {
  const names = Object.keys(questions);
  const meant = closest(key, names);
  return {
    code: 'unknown',
    message: `--set ${printable(key)}: the template asks no such question`,
    flag: `--${setFlag(key)}`,
    fix: meant === undefined ? `its questions are: ${names.join(', ') || 'none'}` : `did you mean --set ${meant}=...?`,
  };
};

const fromFlags = (flags: readonly string[], questions: OptionTable): Layer => {
  const texts: Record<string, string[]> = {};
  const problems: Problem[] = [];
  for (const text of flags) {
    const at = text.indexOf('=');
    const key = text.slice(0, Math.max(at, 0));
    if (at < 1)
      problems.push({
        code: 'invalid',
        message: `--set "${printable(text)}": expected key=value`,
        flag: '--set',
        value: text,
        fix: `--set ${(text === '' || at === 0 ? undefined : everyShellWord(`${text}=value`)) ?? 'key=value'}`,
      });
    else if (!Object.hasOwn(questions, key)) problems.push(unknownQuestion(key, questions));
    else if (Object.hasOwn(texts, key) && questions[key]!.kind !== 'list')
      problems.push({
        code: 'repeated',
        message: `--set ${printable(key)} is given twice`,
        flag: `--${setFlag(key)}`,
        value: text.slice(at + 1),
        fix: 'give it once',
      });
    else texts[key] = [...(Object.hasOwn(texts, key) ? texts[key]! : []), text.slice(at + 1)];
  }
  const layer = flagLayer(questions, texts);
  return { ...layer, problems: [...problems, ...layer.problems] };
};

const fromConfig = ({ document, name, standing }: NonNullable<GivenSet['config']>, questions: OptionTable): Layer => {
  if (typeof document === 'object' && document !== null && !Array.isArray(document))
    return configLayer(questions, document as Readonly<Record<string, unknown>>, `set of ${name}`, standing);
  const value = JSON.stringify(document);
  const problem: Problem = {
    code: 'invalid',
    message: `set in ${printable(name)} "${printable(value)}": expected a mapping of questions to answers`,
    flag: '--set',
    value,
    fix: 'write lines such as team: core below set:',
  };
  return { source: 'config', values: {}, problems: [problem] };
};

/** @returns the layers of the answers to a template's questions. */
export const setLayers = (given: GivenSet, questions: OptionTable): readonly Layer[] => [
  fromFlags(given.flags, questions),
  ...(given.config === undefined ? [] : [fromConfig(given.config, questions)]),
  environmentLayer(questions, given.environment),
];

/** @returns a problem for each answer that no template can take, because none is named. */
export const withoutTemplate = (given: GivenSet): readonly Problem[] => {
  const names = [
    ...given.flags.map((text) => `--set ${text}`),
    ...(given.config === undefined ? [] : [`set in ${given.config.name}`]),
    ...Object.keys(given.environment),
  ];
  return names.map((name) => ({
    code: 'contradiction',
    message: `${printable(name)}: the built-in template asks no question of its own`,
    flag: '--set',
    fix: 'name a template with --template, or leave it out',
  }));
};
