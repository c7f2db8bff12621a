import type { Value } from '../../options/option';
import type { Scope } from '../../project/scope';
import type { Pins } from '../template';
import type { Expression } from './expression';
import { Fault } from './fault';
import { functionNamed, type Type } from './functions';
import { isOwn } from './own-words';
import type { Program, Slot } from './program';
import { inside } from './used-names';

/** What is known of an expression before it is evaluated. `mixed`: `a && b` of two types, good as a test only. */
interface Judged {
  readonly type: Type | 'mixed';
  /** Its grammar is closed: it may be written bare. */
  readonly closed: boolean;
  /** The words it can be, where they are known. */
  readonly choices?: readonly string[];
}

/** Everything that an expression can see. */
export interface Sight {
  readonly scope: Scope;
  readonly pins: Pins;
  /** Names of the loops round it. */
  readonly loops: ReadonlyMap<string, Judged>;
}

const typeOf = (value: Value): Type => {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'list';
};

const refuse = (expression: Expression, reason: string, fix?: string): never => {
  throw new Fault(reason, expression.at, expression.source, fix);
};

const judgeName = (expression: Expression & { kind: 'name' }, { scope, loops }: Sight): Judged => {
  const { name } = expression;
  const loop = loops.get(name);
  if (loop) return loop;
  if (!Object.hasOwn(scope.values, name))
    return refuse(expression, `there is no answer "${name}"`, `the names are ${Object.keys(scope.values).join(', ')}`);
  const type = typeOf(scope.values[name]!);
  const closed = type === 'number' || type === 'boolean' || scope.closed.has(name);
  const choices = Object.hasOwn(scope.choices, name) ? scope.choices[name] : undefined;
  return choices ? { type, closed, choices } : { type, closed };
};

/** A word that a choice can never be is a mistyped word. */
const knownWord = (written: Expression, against: Judged): void => {
  if (written.kind !== 'literal' || !against.choices || against.choices.includes(String(written.value))) return;
  refuse(written, 'it can never be this', `it is one of ${against.choices.join(', ')}`);
};

const judgeEqual = (expression: Expression & { left: Expression; right: Expression }, sight: Sight): Judged => {
  const left = judge(expression.left, sight);
  const right = judge(expression.right, sight);
  if (left.type !== right.type || left.type === 'list' || left.type === 'mixed') {
    refuse(expression, `a ${left.type} and a ${right.type} cannot be compared`);
  }
  knownWord(expression.left, right);
  knownWord(expression.right, left);
  return { type: 'boolean', closed: true };
};

const judgeIn = (expression: Expression & { kind: 'in' }, sight: Sight): Judged => {
  const item = judge(expression.item, sight);
  const list = judge(expression.list, sight);
  if (list.type !== 'list') refuse(expression.list, `"in" looks into a list, and this is a ${list.type}`);
  if (item.type !== 'text') refuse(expression.item, `a list holds texts, and this is a ${item.type}`);
  knownWord(expression.item, list);
  return { type: 'boolean', closed: true };
};

/** Two branches, one of which is taken. */
const judgeEither = (one: Judged, other: Judged): Judged => ({
  type: one.type === other.type ? one.type : 'mixed',
  closed: one.closed && other.closed,
});

const judgeCall = (expression: Expression & { kind: 'call' }, sight: Sight): Judged => {
  const known = functionNamed(expression.name)!;
  const given = expression.given.map((each) => judge(each, sight));
  given.forEach(({ type }, index) => {
    const wanted = known.parameters[index]!;
    if (type !== wanted && (wanted !== 'any' || type === 'mixed'))
      refuse(expression.given[index]!, `${expression.name}() takes a ${wanted} here, not a ${type}`);
  });
  if (known.names) {
    const names = known.names(sight.pins);
    const [word] = expression.given;
    if (word?.kind !== 'literal' || !names.includes(String(word.value))) {
      refuse(expression, 'nothing is pinned under this name', `the names are ${names.join(', ') || 'none'}`);
    }
  }
  const closed = known.closed === 'always' || (known.closed === 'as given' && given.every((each) => each.closed));
  return { type: known.result, closed };
};

/**
 * Judges an expression without evaluating it, so that a template's mistakes are found in every branch.
 * @returns its type and whether it may be written bare
 * @throws Fault for an unknown name, a comparison that can never hold, or a value of the wrong type
 * @internal for its test: an expression without a file round it
 */
export const judge = (expression: Expression, sight: Sight): Judged => {
  switch (expression.kind) {
    case 'literal':
      return { type: typeOf(expression.value), closed: true };
    case 'name':
      return judgeName(expression, sight);
    case 'not':
      judge(expression.operand, sight);
      return { type: 'boolean', closed: true };
    case 'and':
    case 'or':
      return judgeEither(judge(expression.left, sight), judge(expression.right, sight));
    case 'equal':
    case 'differs':
      return judgeEqual(expression, sight);
    case 'in':
      return judgeIn(expression, sight);
    case 'choose':
      judge(expression.test, sight);
      return judgeEither(judge(expression.yes, sight), judge(expression.no, sight));
    case 'length': {
      const { type } = judge(expression.of, sight);
      if (type !== 'list' && type !== 'text') refuse(expression, `a ${type} has no length`);
      return { type: 'number', closed: true };
    }
    case 'call':
      return judgeCall(expression, sight);
  }
};

/** @returns every fault of an expression; what holds a wrong part is not judged itself. */
export const faultsIn = (expression: Expression, sight: Sight): readonly Fault[] => {
  const parts = inside(expression).flatMap((part) => faultsIn(part, sight));
  if (parts.length > 0) return parts;
  try {
    judge(expression, sight);
    return [];
  } catch (error) {
    if (error instanceof Fault) return [error];
    throw error;
  }
};

const judgeSlot = (slot: Slot, sight: Sight): Judged => {
  const judged = judge(slot.expression, sight);
  const { at, source } = slot.expression;
  if (slot.kind === 'loop' && judged.type !== 'list')
    throw new Fault(`a loop goes through a list, and this is a ${judged.type}`, at, source);
  if (slot.kind === 'loop' && Object.hasOwn(sight.scope.values, slot.name)) {
    throw new Fault(`the loop's name "${slot.name}" is an answer's`, at, source, 'give the loop another name');
  }
  if (slot.kind !== 'write') return judged;
  if (judged.type === 'mixed')
    throw new Fault(
      'it is a value of one type or of another',
      at,
      source,
      'write a ? b : c with two values of one type',
    );
  if (slot.single && judged.type === 'list')
    throw new Fault('a list is written as several words, and here is room for one', at, source, "write join(x, ' ')");
  if (slot.bare && judged.type === 'list')
    throw new Fault('bare() takes a single value', at, source, "write bare(join(x, ' '))");
  if (slot.reads === 'value' && judged.type === 'text' && !isOwn(slot.expression))
    throw new Fault('a text without quotes is no value here', at, source, 'write <%= x %>, without quotes round it');
  if (slot.bare && !judged.closed)
    throw new Fault(
      'this value can hold any text and cannot be written bare',
      at,
      source,
      'write <%= x %>, without quotes round it',
    );
  return judged;
};

/** An item of a list is what the list is, but a text. */
const itemOf = (list: Judged): Judged => ({ ...list, type: 'text' });

/**
 * Judges every expression of a file, also in branches that will not be taken.
 * @returns the faults found
 */
export const judgeProgram = ({ slots }: Program, { scope, pins }: Omit<Sight, 'loops'>): readonly Fault[] => {
  const loops = new Map<number, Judged>();
  const faults: Fault[] = [];
  slots.forEach((slot, index) => {
    const names = slot.within.map(
      (loop) =>
        [(slots[loop] as Slot & { kind: 'loop' }).name, loops.get(loop) ?? { type: 'text', closed: false }] as const,
    );
    if (slot.broken) return;
    const sight = { scope, pins, loops: new Map(names) };
    try {
      const judged = judgeSlot(slot, sight);
      if (slot.kind === 'loop') loops.set(index, itemOf(judged));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const inside = faultsIn(slot.expression, sight);
      faults.push(...(inside.length > 0 ? inside : [error]));
    }
  });
  return faults;
};
