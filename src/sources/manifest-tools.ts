import type { OptionTable, Values } from '../options/option';
import { resolve } from '../options/resolve';
import { savedKeys } from '../options/views';
import { derive } from '../project/derive';
import { CREATE_RUN } from '../project/run-options';
import { type Answers, CREATE_ANSWERS } from '../project/schema';
import { scopeOf } from '../project/scope';
import { TAKEN_NAMES } from '../template/language/functions';
import type { ManifestTools } from '../template/manifest/field';
import type { PatternEngine } from '../template/manifest/pattern';
import { shown } from '../text/shown';

/** The answers of a plain run: what conditions of questions are judged against. */
export const sampleAnswers = (): Answers =>
  resolve(CREATE_ANSWERS, [{ source: 'flag', values: { name: 'my-app', registryUser: 'acme' }, problems: [] }])
    .values as unknown as Answers;

/** RE2's engine takes time in line with the text, whatever the pattern: no template can make it hang. */
const patternEngine = async (): Promise<PatternEngine> => {
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    try {
      const compiled = RE2JS.compile(pattern);
      return (text) => compiled.matches(text);
    } catch (error) {
      return { fault: shown((error as Error).message) };
    }
  };
};

/** @returns what reading a manifest needs: the built-in options, and engines that are loaded only now. */
export const manifestTools = async (): Promise<ManifestTools> => {
  const { parseCondition } = await import('../template/language/compile-template');
  const answers = sampleAnswers();
  const scope = scopeOf(answers);
  const saved = savedKeys(CREATE_ANSWERS);
  const values: Values = Object.fromEntries(saved.map((key) => [key, scope.values[key]!]));
  const options: OptionTable = Object.fromEntries(Object.entries(CREATE_ANSWERS).filter(([key]) => key !== 'name'));
  return {
    options,
    taken: new Set([
      ...Object.keys(CREATE_ANSWERS),
      ...Object.keys(CREATE_RUN),
      ...Object.keys(derive(answers)),
      ...TAKEN_NAMES,
      'generator',
      'templateHash',
    ]),
    scope: { ...scope, values },
    patterns: await patternEngine(),
    conditions: parseCondition,
  };
};
