import type { Value } from '../../options/option';

/** The values that one option is tried with. */
export interface Axis {
  readonly key: string;
  readonly values: readonly Value[];
}

export type Row = Readonly<Record<string, Value>>;

/** Up to this many combinations all of them are tried, above it every pair of values. */
const ALL_UP_TO = 256;

const all = (axes: readonly Axis[]): readonly Row[] =>
  axes.reduce<readonly Row[]>(
    (rows, { key, values }) => rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value }))),
    [{}],
  );

/** Which pairs of values of two axes no row holds yet. A pair is a number: there may be hundreds of thousands. */
class Pairs {
  private readonly open: Uint8Array;
  private readonly starts: number[][] = [];
  private next = 0;

  constructor(private readonly sizes: readonly number[]) {
    let size = 0;
    sizes.forEach((one, index) => {
      this.starts.push([]);
      for (let other = index + 1; other < sizes.length; other += 1) {
        this.starts[index]![other] = size;
        size += one * sizes[other]!;
      }
    });
    this.open = new Uint8Array(size).fill(1);
  }

  private at(one: number, first: number, other: number, second: number): number {
    return one < other
      ? this.starts[one]![other]! + first * this.sizes[other]! + second
      : this.starts[other]![one]! + second * this.sizes[one]! + first;
  }

  isOpen(one: number, first: number, other: number, second: number): boolean {
    return this.open[this.at(one, first, other, second)] === 1;
  }

  close(row: readonly number[]): void {
    for (let one = 0; one < row.length; one += 1)
      for (let other = one + 1; other < row.length; other += 1)
        this.open[this.at(one, row[one]!, other, row[other]!)] = 0;
  }

  /** The first that is open, as a row in which nothing else is chosen; undefined where none is left. */
  first(): number[] | undefined {
    this.next = this.open.indexOf(1, this.next);
    if (this.next < 0) return undefined;
    const one = this.starts.findLastIndex((each) => each.length > 0 && Math.min(...each.flat()) <= this.next);
    const other = this.starts[one]!.findLastIndex((start) => start !== undefined && start <= this.next);
    const rest = this.next - this.starts[one]![other]!;
    const row = this.sizes.map(() => NOT_YET);
    row[one] = Math.floor(rest / this.sizes[other]!);
    row[other] = rest % this.sizes[other]!;
    return row;
  }
}

const NOT_YET = -1;

/** Takes for each axis that is not chosen yet the value that covers most. */
const filled = (row: readonly number[], axes: readonly Axis[], pairs: Pairs): readonly number[] => {
  const chosen = [...row];
  const done = row.flatMap((value, index) => (value === NOT_YET ? [] : [index]));
  axes.forEach(({ values }, axis) => {
    if (chosen[axis] !== NOT_YET) return;
    let [best, most] = [0, -1];
    for (let value = 0; value < values.length; value += 1) {
      let covers = 0;
      for (const other of done) if (pairs.isOpen(axis, value, other, chosen[other]!)) covers += 1;
      if (covers > most) [best, most] = [value, covers];
    }
    chosen[axis] = best;
    done.push(axis);
  });
  return chosen;
};

function* pairwise(axes: readonly Axis[]): Generator<Row> {
  const pairs = new Pairs(axes.map(({ values }) => values.length));
  for (let begun = pairs.first(); begun; begun = pairs.first()) {
    const row = filled(begun, axes, pairs);
    pairs.close(row);
    yield Object.fromEntries(axes.map(({ key, values }, axis) => [key, values[row[axis]!]!]));
  }
}

/**
 * Combinations of the axes' values: all of them, or at least every pair where there are too many. The same axes give the
 * same rows. Each is worked out when it is asked for.
 */
export function* optionRows(axes: readonly Axis[]): Generator<Row> {
  const real = axes.filter(({ values }) => values.length > 0);
  const count = real.reduce((product, { values }) => product * values.length, 1);
  yield* count <= ALL_UP_TO || real.length < 2 ? all(real) : pairwise(real);
}
