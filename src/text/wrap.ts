/** @returns the words of a text in lines of at most `width` characters; a longer word stands alone. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** Where one of these begins a clause, the clause is a command. */
const PROGRAMS =
  'apt-get|cd|chmod|chown|create-flask-container|docker|gh|git|make|mkdir|mv|npm|npx|pip|rm|template|ulimit|uv';
const COMMAND = new RegExp(
  `(?<=^|[:;,] |\\b(?:and|or|then|run|add) )(?:${PROGRAMS}) [^,;]*?(?=[,;:]? (?:and|or|to|in|for|where) |[,;:] |$)`,
  'g',
);
/** An option and its value. */
const WITH_VALUE = /(?<![^ ])(--[a-z][a-z-]*) (?=[^ -])/g;
/** Stands for a blank at which no line may end; `printable` leaves none in a text. */
const JOINT = '\u0000';

/**
 * For a sentence with something to paste.
 * @returns the words of a printable text in lines; a command, and an option with its value, are one word
 */
export const wrapWhole = (text: string, width: number): readonly string[] =>
  wrap(text.replace(COMMAND, (command) => command.replaceAll(' ', JOINT)).replace(WITH_VALUE, `$1${JOINT}`), width).map(
    (line) => line.replaceAll(JOINT, ' '),
  );
