import { Fault } from './fault';
import { faultsIn, type Judged, judge, type Sight } from './judge-expression';
import { isOwn } from './own-words';
import type { Program, Slot } from './program';

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
