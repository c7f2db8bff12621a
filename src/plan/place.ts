import type { Scope } from '../project/scope';
import { holds } from '../template/language/evaluate';
import { Fault } from '../template/language/fault';
import { type Condition, readTemplatePath } from '../template/template-path';
import { shown } from '../text/shown';

/** Where a template file goes under given answers. */
export interface Placed {
  /** In the new repository, with `/`, in NFC. */
  readonly path: string;
  /** Whether every condition on its way holds. */
  readonly applies: boolean;
  readonly rendered: boolean;
  readonly part: boolean;
}

/** What may take the place of `[name]`: one part of a path, whatever the system. */
const PATH_PART = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const wordsOf = (name: string, scope: Scope): readonly string[] | undefined => {
  if (typeof scope.values[name] === 'boolean') return ['true', 'false'];
  return Object.hasOwn(scope.choices, name) ? scope.choices[name] : undefined;
};

const answerTo = (name: string, scope: Scope, source: string) => {
  if (Object.hasOwn(scope.values, name)) return scope.values[name]!;
  throw new Fault(
    `there is no answer "${shown(name)}"`,
    undefined,
    source,
    `the names are ${Object.keys(scope.values).join(', ')}`,
  );
};

const conditionHolds = ({ name, negated, value, source }: Condition, scope: Scope): boolean => {
  const answer = answerTo(name, scope, source);
  if (value === undefined) return holds(answer) !== negated;
  const words = wordsOf(name, scope);
  if (words && !words.includes(value))
    throw new Fault(`"${name}" can never be "${shown(value)}"`, undefined, source, `it is one of ${words.join(', ')}`);
  return typeof answer === 'object' ? answer.includes(value) : String(answer) === value;
};

const filled = (part: string, scope: Scope): string =>
  part.replace(/\[([^\]]*)\]/g, (source, name: string) => {
    const answer = answerTo(name, scope, shown(source));
    if (typeof answer === 'number') return String(answer);
    if (typeof answer !== 'string' || !scope.closed.has(name))
      throw new Fault('a path can hold only answers of a closed grammar', undefined, shown(source));
    if (!PATH_PART.test(answer))
      throw new Fault(`"${shown(answer)}" cannot be one part of a path`, undefined, shown(source));
    return answer;
  });

/**
 * @param templatePath relative to the template's `files/`
 * @returns where the file goes; every condition is judged, also where an outer one does not hold
 * @throws Fault for an unknown name or value, in a condition or in `[name]`
 */
export const place = (templatePath: string, scope: Scope): Placed => {
  const { parts, conditions, rendered, part } = readTemplatePath(templatePath);
  return {
    path: parts
      .map((each) => filled(each, scope))
      .join('/')
      .normalize('NFC'),
    applies: conditions.map((condition) => conditionHolds(condition, scope)).every(Boolean),
    rendered,
    part,
  };
};
