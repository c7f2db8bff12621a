/** Labels that this program puts on what it makes. */
export const LABELS_OF_OURS = /^io\.github\.create-flask-container\./;

/** @returns the parts of `NAME=value`. */
export const pairOf = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** @returns bytes as Docker shows them, in powers of 1000. */
export const bytesText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
};
