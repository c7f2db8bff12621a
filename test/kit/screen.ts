import { Terminal } from '@xterm/headless';
import { expectRecorded } from './golden';
import { VERSION } from './program';
import type { Person } from './terminal';

/** What stands on a screen in the end: a terminal's own reading of everything that was sent to it. */

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** @returns every line that a terminal of this size holds, also those that went off its top. */
export const screenOf = async (raw: string, { columns, rows }: Size): Promise<readonly string[]> => {
  const terminal = new Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(raw, resolve));
  const { buffer } = terminal;
  const lines = Array.from({ length: buffer.active.length }, (_, index) => {
    const line = buffer.active.getLine(index);
    return { text: line?.translateToString(true) ?? '', wrapped: line?.isWrapped === true };
  });
  terminal.dispose();
  while (lines.at(-1)?.text === '') lines.pop();
  // A line that the terminal itself has broken begins with a mark, so that the break can be seen.
  return lines.map(({ text, wrapped }) => (wrapped ? `↳${text}` : text));
};

/** Waits until a person's screen has stood still. */
export const still = async (person: Person): Promise<void> => {
  for (let before = ''; before !== person.raw(); ) {
    before = person.raw();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
};

/** Compares a screen with the one that was last looked at. */
export const expectGolden = (name: string, text: string): void =>
  expectRecorded(
    `test/golden/screens/${name}.txt`,
    text.replaceAll(`@${VERSION}`, '@VERSION').replaceAll(` ${VERSION}`, ' VERSION'),
  );
