import type { OptionTable } from '../../options/option';
import { resolve } from '../../options/resolve';
import { savedKeys } from '../../options/views';
import { derive } from '../../project/derive';
import { CREATE_RUN } from '../../project/run-options';
import { type Answers, CREATE_ANSWERS } from '../../project/schema';
import { type Scope, scopeOf } from '../../project/scope';
import { TAKEN_NAMES } from '../language/functions';

/** What there is before a template asks questions of its own. */
export interface Known {
  /** The built-in options that a template may give defaults for. */
  readonly options: OptionTable;
  /** Names that questions may not have: options, derived names, functions. */
  readonly taken: ReadonlySet<string>;
  /** The built-in answers of a plain run, to judge conditions against. */
  readonly scope: Scope;
}

export const knownBefore = (): Known => {
  const given = { name: 'my-app', registryUser: 'acme' };
  const { values } = resolve(CREATE_ANSWERS, [{ source: 'flag', values: given, problems: [] }]);
  const answers = values as unknown as Answers;
  const scope = scopeOf(answers);
  const saved = savedKeys(CREATE_ANSWERS).map((key) => [key, scope.values[key]!]);
  const { name: _, ...options }: OptionTable = CREATE_ANSWERS;
  const taken = [CREATE_ANSWERS, CREATE_RUN, derive(answers)].flatMap((table) => Object.keys(table));
  return {
    options,
    taken: new Set([...taken, ...TAKEN_NAMES, 'generator', 'templateHash', 'files']),
    scope: { ...scope, values: Object.fromEntries(saved) },
  };
};
