import type { Problem } from '../errors';
import { type Layer, problemOf, SOURCES, type Source } from './layers';
import {
  defaultOf,
  type Flaw,
  flagOf,
  flagWithValue,
  type Option,
  type OptionTable,
  type Value,
  type Values,
} from './option';

/** Every value, where each came from, and everything that is wrong or missing, at once. */
export interface Resolution {
  readonly values: Values;
  readonly sources: Readonly<Record<string, Source>>;
  readonly problems: readonly Problem[];
  /** Keys that are needed and that nothing gives. */
  readonly missing: readonly string[];
}

const byStrength = (layers: readonly Layer[]): readonly Layer[] =>
  [...layers].sort((one, other) => SOURCES.indexOf(one.source) - SOURCES.indexOf(other.source));

const missingProblem = (key: string, option: Option): Problem => {
  const flag = `--${flagOf(key, option)}`;
  return {
    code: 'missing',
    message: `${flag} is missing: ${option.summary}`,
    flag,
    fix: `add ${flagWithValue(flag, `<${option.placeholder ?? 'value'}>`)}`,
  };
};

/** Said, so that nobody is asked; and no answer where one is needed. */
const nothing = (key: string, option: Option): Flaw => ({ rule: 'a value', fix: missingProblem(key, option).fix! });

const tellOf = (value: Value): string => (Array.isArray(value) ? value.join(',') : String(value));

/** What was answered or proposed before other answers left it without a meaning: it waits for a better time. */
const YIELDING: ReadonlySet<Source> = new Set(['answer', 'template']);

const yields = ({ source, values }: Layer, key: string, option: Option, answers: Values): boolean =>
  YIELDING.has(source) && option.judge?.(values[key]!, answers)?.contradiction === true;

/**
 * The one place where precedence is decided: the strongest layer that has a key gives its value, then
 * the row's default. Rows are resolved in the table's order, so a default may look at earlier answers.
 */
export const resolve = (table: OptionTable, layers: readonly Layer[]): Resolution => {
  const ordered = byStrength(layers);
  const values: Record<string, Value> = {};
  const sources: Record<string, Source> = {};
  const problems: Problem[] = ordered.flatMap((layer) => layer.problems);
  const broken = new Set(problems.map((problem) => problem.flag));
  const missing: string[] = [];
  for (const [key, option] of Object.entries(table)) {
    const layer = ordered.find(
      (candidate) => Object.hasOwn(candidate.values, key) && !yields(candidate, key, option, values),
    );
    const value = layer ? layer.values[key] : defaultOf(option, values);
    const flag = `--${flagOf(key, option)}`;
    if (value === undefined) {
      if (option.required?.(values) && !broken.has(flag)) {
        missing.push(key);
        problems.push(missingProblem(key, option));
      }
      continue;
    }
    values[key] = value;
    sources[key] = layer?.source ?? 'default';
    const flaw = value === '' && option.required?.(values) ? nothing(key, option) : option.judge?.(value, values);
    if (flaw) {
      const place = layer?.places?.[key];
      problems.push(problemOf(flaw, flag, place?.where ?? flag, tellOf(value), place?.mend));
    }
  }
  return { values, sources, problems, missing };
};
