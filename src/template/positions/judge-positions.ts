import { Fault, Notes } from '../language/fault';
import type { Language } from '../language/language';
import type { WriteSlot } from '../language/program';
import type { Layout } from './layout';
import { samplesOf } from './samples';
import { type AnyScanner, NOT_TOLD, type Wrong } from './scanner';
import { EXAMPLES, SCANNERS } from './scanners';

/** Characters read in all branches and rounds of all files of a template: many times what any real one takes. */
const MOST_READ = 6_000_000;
/** What it costs to tell states from each other, in characters. */
const COMPARISON = 8;
/** States at one place, and rounds of a loop. */
const MOST_STATES = 64;
const MOST_ROUNDS = 96;
/** What a language may read as the end of a line, or not at all, and what nobody sees in the template. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

// biome-ignore lint/suspicious/noExplicitAny: each scanner knows its own state, the walk none
type State = any;
type States = readonly State[] | 'lost';

/** What may be read for one template. */
export class Effort {
  private left = MOST_READ;

  /** @returns whether that much was left. */
  spend(characters: number): boolean {
    this.left -= characters;
    return this.left >= 0;
  }
}

/** What a place makes of a value. */
export type Place = Pick<WriteSlot, 'single' | 'reads'>;

/** Follows every text that a file can become, and asks at each literal whether it can stand there. */
class Walk {
  private last: WriteSlot | undefined;
  /** Whether it was told that a place cannot be read: those after it follow from the first. */
  private lost = false;
  private readonly done = new Map<Layout, Map<string, States>>();
  readonly places = new Map<number, Place>();
  private readonly scanner: AnyScanner;

  constructor(
    private readonly language: Language,
    private readonly effort: Effort,
    private readonly notes: Notes,
  ) {
    this.scanner = SCANNERS[language];
  }

  private refuse(reason: string, { expression, broken }: WriteSlot): void {
    // Whatever it was meant to be will stand elsewhere.
    if (broken) return;
    this.notes.note(new Fault(reason, expression.at, expression.source, `write ${EXAMPLES[this.language]}`));
  }

  private distinct(states: readonly State[]): States {
    if (states.length < 2) return states;
    const found = new Map(states.map((state) => [JSON.stringify(state), state]));
    return found.size > MOST_STATES ? 'lost' : [...found.values()];
  }

  private join(one: States, other: States): States {
    return one === 'lost' || other === 'lost' ? 'lost' : this.distinct([...one, ...other]);
  }

  private character(states: readonly State[], character: string): States {
    const next: State[] = [];
    let branches = false;
    for (const state of states) {
      const stepped = this.scanner.step(state, character);
      if (Array.isArray(stepped)) {
        branches = true;
        next.push(...stepped);
      } else if ('wrong' in stepped) {
        // Without a literal before it, nothing of the template's own is judged.
        if (!this.last) return 'lost';
        this.refuse((stepped as Wrong).wrong, this.last);
        // Read on as if the character were not there.
        next.push(state);
      } else next.push(stepped);
    }
    if (!branches) return next;
    return this.effort.spend(COMPARISON * next.length) ? this.distinct(next) : 'lost';
  }

  private text(text: string, from: States): States {
    if (from === 'lost' || !this.effort.spend(text.length * from.length)) return 'lost';
    if (this.language !== 'text' && UNSEEN.test(text)) return 'lost';
    let states: States = from;
    for (const character of text) {
      states = this.character(states as readonly State[], character);
      if (states === 'lost') return states;
    }
    return this.distinct(states);
  }

  private literal(slot: WriteSlot, index: number, states: States): States {
    this.last = slot;
    if (states === 'lost' && this.language === 'text') return states;
    if (states === 'lost' && this.language !== 'plain') {
      if (!this.lost) this.refuse(NOT_TOLD, slot);
      this.lost = true;
      return states;
    }
    const after = (states as readonly State[]).map((state) => {
      const reason = this.scanner.refuses(state);
      if (this.scanner.single?.(state)) this.places.set(index, { single: true });
      if (reason === undefined) return this.scanner.value(state);
      this.refuse(reason, slot);
      // Read on as if nothing were written here.
      return state;
    });
    return this.distinct(after);
  }

  private bare(slot: WriteSlot, index: number, states: States): States {
    const readings = states === 'lost' ? [this.scanner.otherwise] : states.map((state) => this.scanner.reads?.(state));
    for (const reads of readings) if (reads !== undefined) this.places.set(index, { reads });
    const samples = samplesOf(slot.expression);
    if (!samples) return 'lost';
    return samples.map((sample) => this.text(sample, states)).reduce((one, other) => this.join(one, other));
  }

  private loop(body: readonly Layout[], from: States): States {
    let all = from;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const after = this.join(all, this.all(body, all));
      if (after === 'lost' || after.length === all.length) return after;
      all = after;
    }
    return 'lost';
  }

  private one(layout: Layout, states: States): States {
    switch (layout.kind) {
      case 'text':
        return this.text(layout.text, states);
      case 'write':
        return layout.slot.bare
          ? this.bare(layout.slot, layout.index, states)
          : this.literal(layout.slot, layout.index, states);
      case 'either':
        return this.join(this.all(layout.one, states), this.all(layout.other, states));
      case 'loop':
        return this.loop(layout.body, states);
      case 'unknown':
        return 'lost';
    }
  }

  /** The same place in the same states leads to the same: what was walked is not walked again. */
  private remembered(layout: Layout, states: States): States {
    if (layout.kind !== 'either' && layout.kind !== 'loop') return this.one(layout, states);
    const known = this.done.get(layout) ?? new Map<string, States>();
    this.done.set(layout, known);
    const key = JSON.stringify(states);
    const found = known.get(key) ?? this.one(layout, states);
    known.set(key, found);
    return found;
  }

  all(layouts: readonly Layout[], from: States): States {
    return layouts.reduce<States>((states, layout) => this.remembered(layout, states), from);
  }
}

const writes = (layout: Layout): boolean => {
  if (layout.kind === 'either') return layout.one.some(writes) || layout.other.some(writes);
  return layout.kind === 'loop' ? layout.body.some(writes) : layout.kind === 'write';
};

interface Among {
  readonly preceding: readonly (readonly Layout[])[];
  readonly effort: Effort;
  readonly notes: Notes;
}

/**
 * Judges where the literals of a file stand: in each text that the file can become, with every branch and round.
 * @param among what can stand before the file's own text, what may still be read, and what takes each literal that
 *   cannot stand where it does, or of which that cannot be told
 * @returns what is to be known of places when answers are known, by the index of their slot
 */
export const judgePositions = (
  layouts: readonly Layout[],
  language: Language,
  { preceding, effort, notes }: Among,
): ReadonlyMap<number, Place> => {
  const places = new Map<number, Place>();
  // A file without values is what it is.
  if (!layouts.some(writes)) return places;
  for (const before of preceding) {
    // The slots before it are another file's, which tells of them.
    const states = new Walk(language, effort, new Notes()).all(before, [SCANNERS[language].start]);
    const walk = new Walk(language, effort, notes);
    walk.all(layouts, states);
    for (const [index, place] of walk.places) places.set(index, { ...places.get(index), ...place });
  }
  return places;
};
