import { flagOf, type OptionTable, type Value } from '../options/define';
import { CREATE_ANSWERS } from '../options/schema';
import type { Scope } from '../options/scope';
import { type Budget, evaluate, holds, type Reading, spendStep, TEXT_LIMIT } from '../template/evaluate';
import type { Expression } from '../template/expression';
import { Fault, Unwritable } from '../template/fault';
import type { Program, Slot, Tags, WriteSlot } from '../template/program';
import type { Pins } from '../template/template';
import { runProgram } from './ejs-run';
import { literal } from './literal';

/** What a template is rendered with. */
export interface Setting {
  readonly scope: Scope;
  readonly pins: Pins;
  readonly budget: Budget;
}

/** The answers in an expression, for a message about a value that cannot be written. */
const namesIn = (expression: Expression): string[] => {
  if (expression.kind === 'name') return [expression.name];
  const inner = Object.values(expression).flat() as unknown[];
  return inner.flatMap((part) =>
    typeof part === 'object' && part !== null && 'kind' in part ? namesIn(part as Expression) : [],
  );
};

/** What the tags call: `it` in the EJS. */
class Renderer implements Tags {
  private readonly loops = new Map<string, string>();
  private length = 0;
  private readonly reading: Reading;

  constructor(
    private readonly program: Program,
    private readonly setting: Setting,
  ) {
    this.reading = { ...setting, loops: this.loops };
  }

  private value(index: number): Value {
    return evaluate(this.program.slots[index]!.expression, this.reading);
  }

  /** Counts characters of the output, so that it stays within memory. */
  spend(characters: number): void {
    this.length += characters;
    if (this.length > TEXT_LIMIT) throw new Fault(`the rendered file has more than ${TEXT_LIMIT} bytes`);
  }

  write(index: number): string {
    const slot = this.program.slots[index] as WriteSlot;
    const value = this.value(index);
    const text = slot.bare ? String(value) : this.literal(slot.expression, value);
    this.spend(text.length);
    return text;
  }

  private literal(expression: Expression, value: Value): string {
    try {
      return literal(this.program.language, value);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new Unwritable(error.reason, expression.at, expression.source, this.answerIn(expression));
    }
  }

  private answerIn(expression: Expression): Unwritable['answer'] {
    const values = this.setting.scope.values;
    const name = namesIn(expression).find((each) => Object.hasOwn(values, each)) ?? '';
    const option = (CREATE_ANSWERS as OptionTable)[name];
    return { flag: option ? `--${flagOf(name, option)}` : name, value: String(values[name] ?? '') };
  }

  test(index: number): boolean {
    return holds(this.value(index));
  }

  *loop(index: number): Generator<void> {
    const { name, expression } = this.program.slots[index] as Slot & { kind: 'loop' };
    for (const item of this.value(index) as readonly string[]) {
      spendStep(this.setting.budget, expression);
      this.loops.set(name, item);
      yield;
    }
    this.loops.delete(name);
  }
}

/**
 * Renders a file that `judgeProgram` has accepted in the same scope.
 * @returns its text
 * @throws Fault for a value that its place cannot hold, and when a limit is reached
 */
export const render = (program: Program, setting: Setting): string => {
  const tags = new Renderer(program, setting);
  // No more of it than the tags call.
  const text = runProgram(program, {
    write: (slot) => tags.write(slot),
    test: (slot) => tags.test(slot),
    loop: (slot) => tags.loop(slot),
    spend: (characters) => tags.spend(characters),
  });
  if (Buffer.byteLength(text) > TEXT_LIMIT) throw new Fault(`the rendered file has more than ${TEXT_LIMIT} bytes`);
  return text;
};
