import type { Value } from '../../options/option';
import type { Scope } from '../../project/scope';
import type { Pins } from '../template';
import { LIMITS } from '../template';
import { type Budget, spendMade, spendStep } from './budget';
import type { Expression } from './expression';
import { Fault } from './fault';
import { functionNamed } from './functions';

/** Everything that evaluation reads. */
export interface Reading {
  readonly scope: Pick<Scope, 'values'>;
  readonly pins: Pins;
  readonly budget: Budget;
  /** The value of each loop's name, now. */
  readonly loops: ReadonlyMap<string, string>;
}

/** Whether a value counts as true: a text or a list does unless it is empty, a number unless it is 0. */
export const holds = (value: Value): boolean => (typeof value === 'object' ? value.length > 0 : Boolean(value));

const read = (name: string, reading: Reading, expression: Expression): Value => {
  const loop = reading.loops.get(name);
  if (loop !== undefined) return loop;
  if (Object.hasOwn(reading.scope.values, name)) return reading.scope.values[name]!;
  throw new Fault(`there is no answer "${name}"`, expression.at, expression.source);
};

/** Counted before it is built: a long text between many items would not fit into memory. */
const lengthOfJoined = ([list, between]: readonly Value[]): number =>
  (list as readonly string[]).reduce((sum, item) => sum + item.length + (between as string).length, 0);

const call = (expression: Expression & { kind: 'call' }, reading: Reading): Value => {
  const given = expression.given.map((each) => evaluate(each, reading));
  const tooLong = (length: number): boolean => length > LIMITS.fileBytes;
  const isLong = expression.name === 'join' && tooLong(lengthOfJoined(given));
  const result = isLong ? undefined : functionNamed(expression.name)!.call(given, reading.pins);
  if (result === undefined || (typeof result === 'string' && tooLong(result.length))) {
    throw new Fault(`the text has more than ${LIMITS.fileBytes} characters`, expression.at, expression.source);
  }
  if (typeof result === 'string') spendMade(reading.budget, result.length, expression);
  return result;
};

/**
 * @param expression one that `judge` has accepted in the same scope
 * @returns its value; `&&` and `||` give one of their sides, as in JavaScript
 * @throws Fault for an unknown name, and when a limit is reached
 */
export const evaluate = (expression: Expression, reading: Reading): Value => {
  spendStep(reading.budget, expression);
  const value = (each: Expression): Value => evaluate(each, reading);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return read(expression.name, reading, expression);
    case 'not':
      return !holds(value(expression.operand));
    case 'and': {
      const left = value(expression.left);
      return holds(left) ? value(expression.right) : left;
    }
    case 'or': {
      const left = value(expression.left);
      return holds(left) ? left : value(expression.right);
    }
    case 'equal':
      return value(expression.left) === value(expression.right);
    case 'differs':
      return value(expression.left) !== value(expression.right);
    case 'in':
      return (value(expression.list) as readonly string[]).includes(value(expression.item) as string);
    case 'choose':
      return value(holds(value(expression.test)) ? expression.yes : expression.no);
    case 'length':
      return (value(expression.of) as string | readonly string[]).length;
    case 'call':
      return call(expression, reading);
  }
};
