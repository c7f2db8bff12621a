const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** @returns `12.3 MB`: decimal units, three digits, as docker shows them. */
export const byteSize = (bytes: number): string => {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit]}`;
};
