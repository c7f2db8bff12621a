import type { Value } from '../options/define';

/** The values that one option is tried with. */
export interface Axis {
  readonly key: string;
  readonly values: readonly Value[];
}

export type Row = Readonly<Record<string, Value>>;

/** Up to this many combinations all of them are tried, above it every pair of values. */
export const ALL_UP_TO = 256;

const all = (axes: readonly Axis[]): readonly Row[] =>
  axes.reduce<readonly Row[]>(
    (rows, { key, values }) => rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value }))),
    [{}],
  );

const pairName = (one: string, first: Value, other: string, second: Value): string =>
  JSON.stringify([one, first, other, second]);

/** Every pair of values of two axes that some row must hold. */
const allPairs = (axes: readonly Axis[]): Set<string> =>
  new Set(
    axes.flatMap((one, index) =>
      axes
        .slice(index + 1)
        .flatMap((other) =>
          one.values.flatMap((first) => other.values.map((second) => pairName(one.key, first, other.key, second))),
        ),
    ),
  );

const newPairs = (
  row: Row,
  key: string,
  value: Value,
  left: ReadonlySet<string>,
  order: ReadonlyMap<string, number>,
): number =>
  Object.entries(row).filter(([other, given]) =>
    left.has(
      order.get(other)! < order.get(key)! ? pairName(other, given, key, value) : pairName(key, value, other, given),
    ),
  ).length;

/** Begins with one pair that is left and takes for each further axis the value that covers most. */
const nextRow = (axes: readonly Axis[], left: ReadonlySet<string>, order: ReadonlyMap<string, number>): Row => {
  const [one, first, other, second] = JSON.parse(left.values().next().value!) as [string, Value, string, Value];
  const row: Record<string, Value> = { [one]: first, [other]: second };
  for (const { key, values } of axes) {
    if (Object.hasOwn(row, key)) continue;
    const counts = values.map((value) => newPairs(row, key, value, left, order));
    row[key] = values[counts.indexOf(Math.max(...counts))]!;
  }
  return row;
};

const pairwise = (axes: readonly Axis[]): readonly Row[] => {
  const order = new Map(axes.map(({ key }, index) => [key, index]));
  const left = allPairs(axes);
  const rows: Row[] = [];
  while (left.size > 0) {
    const row = nextRow(axes, left, order);
    rows.push(row);
    axes.forEach((one, index) => {
      for (const other of axes.slice(index + 1))
        left.delete(pairName(one.key, row[one.key]!, other.key, row[other.key]!));
    });
  }
  return rows;
};

/** @returns combinations of the axes' values: all of them, or at least every pair where there are too many. The same axes give the same rows. */
export const optionMatrix = (axes: readonly Axis[]): readonly Row[] => {
  const real = axes.filter(({ values }) => values.length > 0);
  const count = real.reduce((product, { values }) => product * values.length, 1);
  return count <= ALL_UP_TO || real.length < 2 ? all(real) : pairwise(real);
};
