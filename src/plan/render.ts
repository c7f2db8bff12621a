import ejs from 'ejs';
import { flagOf, type OptionTable, type Value } from '../options/option';
import { CREATE_ANSWERS } from '../project/schema';
import type { Scope } from '../project/scope';
import { type Budget, spendBytes, spendStep } from '../template/language/budget';
import { evaluate, holds, type Reading } from '../template/language/evaluate';
import { Fault, Unwritable } from '../template/language/fault';
import { literal } from '../template/language/literal';
import { isOwn } from '../template/language/own-words';
import { provePrinted } from '../template/language/printed-tags';
import type { LoopSlot, Program, Slot, Tags, WriteSlot } from '../template/language/program';
import { namesIn } from '../template/language/used-names';
import type { Pins } from '../template/template';
import { LIMITS } from '../template/template';
import { changedScalar, judgeBare, NEUTRAL, refuseBare } from './bare-values';

/** What a template is rendered with. */
export interface Setting {
  readonly scope: Scope;
  readonly pins: Pins;
  readonly budget: Budget;
}

/** What the tags call: `it` in the EJS. */
class Renderer implements Tags {
  private readonly loops = new Map<string, string>();
  private length = 0;
  /** Bare values that stand in plain scalars of YAML. */
  readonly plain: { readonly slot: WriteSlot; readonly text: string }[] = [];
  private readonly reading: Reading;

  constructor(
    private readonly program: Program,
    private readonly setting: Setting,
    /** Whether it writes `NEUTRAL` for each bare value that could be read as something else. */
    private readonly neutral = false,
  ) {
    this.reading = { ...setting, loops: this.loops };
  }

  private value(index: number): Value {
    return evaluate(this.program.slots[index]!.expression, this.reading);
  }

  /** Counts what is written before it is, so that the output stays within memory. */
  private counted(text: string): string {
    const bytes = Buffer.byteLength(text);
    this.length += bytes;
    if (this.length > LIMITS.fileBytes) throw new Fault(`the rendered file has more than ${LIMITS.fileBytes} bytes`);
    spendBytes(this.setting.budget, bytes);
    return text;
  }

  text(index: number): string {
    return this.counted(this.program.texts[index]!);
  }

  write(index: number): string {
    const slot = this.program.slots[index] as WriteSlot;
    const value = this.value(index);
    return this.counted(slot.bare ? this.bare(slot, value) : this.literal(slot, value));
  }

  private bare(slot: WriteSlot, value: Value): string {
    const text = String(value);
    if (slot.reads === undefined || typeof value !== 'string' || isOwn(slot.expression)) return text;
    if (this.neutral) return NEUTRAL;
    if (slot.reads === 'plain') this.plain.push({ slot, text });
    this.guarded(slot, () => judgeBare(text, slot.reads!, this.program.language));
    return text;
  }

  private literal(slot: WriteSlot, value: Value): string {
    return this.guarded(slot, () => literal(this.program.language, value));
  }

  /** Turns what cannot be written into a fault of the answer that it comes from. */
  guarded<T>(slot: WriteSlot, write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { at, source } = slot.expression;
      const names = this.answersIn(slot);
      const name = names.find((each) => !this.canWrite(this.setting.scope.values[each]!)) ?? names[0];
      // Without an answer in it, the template itself says what cannot be written.
      if (name === undefined) throw new Fault(error.reason, at, source);
      const option = (CREATE_ANSWERS as OptionTable)[name];
      const flag = option ? `--${flagOf(name, option)}` : name;
      const value = String(this.setting.scope.values[name]);
      throw new Unwritable(error.reason, at, source, { flag, value }, error.fix);
    }
  }

  private canWrite(value: Value): boolean {
    try {
      return literal(this.program.language, value) !== undefined;
    } catch {
      return false;
    }
  }

  /** The names of answers in a slot; the name of a loop stands for those in its list. */
  private answersIn({ expression, within }: Slot): string[] {
    const loops = within.map((index) => this.program.slots[index] as LoopSlot);
    return namesIn(expression).flatMap((name) => {
      const loop = loops.find((each) => each.name === name);
      return loop ? this.answersIn(loop) : [name];
    });
  }

  test(index: number): boolean {
    return holds(this.value(index));
  }

  *loop(index: number): Generator<void> {
    const { name, expression } = this.program.slots[index] as LoopSlot;
    for (const item of this.value(index) as readonly string[]) {
      spendStep(this.setting.budget, expression);
      this.loops.set(name, item);
      yield;
    }
    this.loops.delete(name);
  }
}

const OPTIONS = {
  localsName: 'it',
  _with: false,
  strict: true,
  client: false,
  async: false,
  cache: false,
  compileDebug: false,
} as const;

/** As the engine has it: the texts of its delimiters, and what stands between them. */
type Template = ejs.Template & { parseTemplateText: () => readonly string[] };

type Run = (tags: Tags) => string;

/** Many plans are made of one template by `template check`: each program is compiled once. */
const compiled = new WeakMap<Program, Run>();

const compile = (program: Program): Run => {
  const template = new ejs.Template(program.ejs, OPTIONS as ejs.Options & { async: false }) as Template;
  const cut = template.parseTemplateText();
  provePrinted(cut, program);
  // What has been proved is what is compiled.
  template.parseTemplateText = () => cut;
  return template.compile() as Run;
};

/**
 * @returns the text of a program
 * @throws Error, before anything is compiled, where it holds more than printed tags
 * @internal for its test, which hands it what no compiler of ours prints
 */
export const runProgram = (program: Program, tags: Tags): string => {
  const run = compiled.get(program) ?? compile(program);
  compiled.set(program, run);
  return run(tags);
};

/** No more of it than the tags call. */
const run = (program: Program, tags: Renderer): string =>
  runProgram(program, {
    text: (index) => tags.text(index),
    write: (slot) => tags.write(slot),
    test: (slot) => tags.test(slot),
    loop: (slot) => tags.loop(slot),
  });

/** Refuses bare values that have made a number or a word out of a text: what stands round them decides as well. */
const judgePlain = (text: string, program: Program, tags: Renderer, setting: Setting): void => {
  if (tags.plain.length === 0) return;
  const neutral = run(program, new Renderer(program, { ...setting, budget: { ...setting.budget } }, true));
  const found = changedScalar(text, neutral);
  if (!found) return;
  const blamed = tags.plain.find(({ text: value }) => value !== '' && found.scalar.includes(value)) ?? tags.plain[0]!;
  tags.guarded(blamed.slot, () => refuseBare(found.scalar, found.meaning));
};

/**
 * Renders a file that `judgeProgram` has accepted in the same scope.
 * @returns its text
 * @throws Fault for a value that its place cannot hold, and when a limit is reached
 */
export const render = (program: Program, setting: Setting): string => {
  const tags = new Renderer(program, setting);
  const text = run(program, tags);
  judgePlain(text, program, tags, setting);
  return text;
};
