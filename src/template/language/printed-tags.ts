import type { Program, Slot } from './program';

/** Every word that the EJS of a program may hold: nothing of a template stands in it. */
export const PRINTED = {
  text: (index: number): string => `<%- it.text(${index}) %>`,
  write: (slot: number): string => `<%- it.write(${slot}) %>`,
  test: (slot: number): string => `<% if (it.test(${slot})) { %>`,
  loop: (slot: number): string => `<% for (const _ of it.loop(${slot})) { %>`,
  otherwise: '<% } else { %>',
  end: '<% } %>',
} as const;

type Part = 'text' | Slot['kind'] | 'otherwise' | 'end';

/** Reads printed tags one after the other: each text and each slot once, in their order, each block closed once. */
class Proof {
  private text = 0;
  private slot = 0;
  private readonly open: ('test' | 'otherwise' | 'loop')[] = [];

  constructor(private readonly program: Pick<Program, 'texts' | 'slots'>) {}

  private expected(): Readonly<Record<Part, string | undefined>> {
    const kind = this.program.slots[this.slot]?.kind;
    const slot = (wanted: Slot['kind']) => (kind === wanted ? PRINTED[wanted](this.slot) : undefined);
    return {
      text: this.text < this.program.texts.length ? PRINTED.text(this.text) : undefined,
      write: slot('write'),
      test: slot('test'),
      loop: slot('loop'),
      otherwise: this.open.at(-1) === 'test' ? PRINTED.otherwise : undefined,
      end: this.open.length > 0 ? PRINTED.end : undefined,
    };
  }

  /** @returns whether this tag can stand here */
  takes(tag: string): boolean {
    const part = Object.entries(this.expected()).find(([, printed]) => printed === tag)?.[0] as Part | undefined;
    if (part === undefined) return false;
    if (part === 'text') this.text += 1;
    else if (part === 'end') this.open.pop();
    else if (part === 'otherwise') this.open.splice(-1, 1, 'otherwise');
    else {
      this.slot += 1;
      if (part !== 'write') this.open.push(part);
    }
    return true;
  }

  get isWhole(): boolean {
    return this.text === this.program.texts.length && this.slot === this.program.slots.length && this.open.length === 0;
  }
}

/**
 * Holds the EJS of a program against what the printer writes, so that nothing else is ever compiled.
 * @param cut the EJS, cut as the engine itself cuts it: delimiters and what stands between them
 * @throws Error, a fault of ours: whatever a template says, its program holds printed tags only
 */
export const provePrinted = (cut: readonly string[], program: Pick<Program, 'texts' | 'slots'>): void => {
  const proof = new Proof(program);
  for (let at = 0; at < cut.length; at += 3) {
    const tag = cut.slice(at, at + 3).join('');
    if (!proof.takes(tag))
      throw new Error(`a program holds what was not printed: ${JSON.stringify(tag.slice(0, 200))}`);
  }
  if (!proof.isWhole) throw new Error('a program lacks tags that were printed');
};
