import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './program';
import { screenOf } from './screen';
import { atTerminal, KEYS, type Person } from './terminal';

/** A conversation as what a person wants, played on a terminal with a cursor and on one without. */

/** A width, or a terminal without a cursor. */
export type Medium = 80 | 60 | 40 | 'dumb';
export const MEDIA: readonly Medium[] = [80, 60, 40, 'dumb'];

export const columnsIn = (medium: Medium): number => (medium === 'dumb' ? 60 : medium);
const ROWS = 24;

/** Somebody in a conversation. */
interface Seat {
  readonly person: Person;
  readonly medium: Medium;
  readonly isRich: boolean;
  /** Waits for words, wherever the lines end between them. */
  readonly sees: (text: string | RegExp) => Promise<void>;
  readonly typed: string[];
  /** The question that was explained last. */
  explained: string;
}

export type Step = (seat: Seat) => Promise<void>;

const loose = (text: string): RegExp =>
  new RegExp(
    text
      .split(' ')
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s↳]+'),
  );

/** The end of what was shown where a line is to be typed. */
const PROMPT = /(?:: |\) )$/;

/** A list that is typed into shows its own question before what was typed: `? Change what? Port`. */
const questionText = (asked: string): RegExp => new RegExp(`(?<!what)${loose(`? ${asked}`).source}`);

const stands = async (seat: Seat, asked: string): Promise<void> => {
  if (seat.isRich) return seat.sees(questionText(asked));
  // A question that was explained is not told again, only its prompt.
  if (seat.explained !== asked) await seat.sees(loose(asked));
  seat.explained = '';
  await seat.sees(PROMPT);
};

/** Where a line or a list shows each key, only the mark tells that Enter was taken. */
const taken = async ({ isRich, sees }: Seat, asked: string): Promise<void> => {
  if (isRich && asked !== '' && asked !== FILTERED) await sees(loose(`✔ ${asked.replace(/ \(.*\)$/, '')}`));
};

/** It leaves the screen when it is answered. */
const FILTERED = 'Change what?';

const give = ({ person, isRich, typed }: Seat, text: string): void => {
  typed.push(text);
  person.type(`${isRich && text !== '' ? KEYS.clear : ''}${text}${KEYS.enter}`);
};

/** A wrong answer, and the beginning of what is said of it. */
type Wrong = readonly [text: string, complaint: string];

const giveWrong = async (seat: Seat, wrongs: readonly Wrong[]): Promise<void> => {
  for (const [text, complaint] of wrongs) {
    give(seat, text);
    // While it is typed it is judged as well; after Enter the complaint begins with it.
    if (seat.isRich && text !== '') await seat.sees(loose(`"${text}":`));
    await seat.sees(loose(complaint));
    if (!seat.isRich) await seat.sees(PROMPT);
  }
};

/** Waits until a question stands there. */
export const asked =
  (question: string): Step =>
  (seat) =>
    stands(seat, question);

/** Types an answer; wrong ones first. */
export const line =
  (asked: string, answer: string, ...wrongs: readonly Wrong[]): Step =>
  async (seat) => {
    await stands(seat, asked);
    await giveWrong(seat, wrongs);
    if (answer === '' && wrongs.length > 0 && seat.isRich) seat.person.type(KEYS.clear);
    give(seat, answer);
    await taken(seat, asked);
  };

/** Presses Enter. */
export const enter = (asked: string): Step => line(asked, '');

const numberOf = ({ person }: Seat, label: string): string => {
  const [number] = [...person.seen().matchAll(/^\s+(\d+)\) (.*)$/gm)]
    .filter(([, , text]) => text!.startsWith(label))
    .map(([, found]) => found!)
    .slice(-1);
  if (number === undefined) throw new Error(`no choice "${label}" in:\n${person.seen()}`);
  return number;
};

/** Chooses what begins so; wrong words first where words are typed. */
export const pick =
  (asked: string, label: string, ...wrongs: readonly Wrong[]): Step =>
  async (seat) => {
    await stands(seat, asked);
    if (seat.isRich) {
      seat.person.type(label + KEYS.enter);
      return taken(seat, asked);
    }
    await giveWrong(seat, wrongs);
    give(seat, numberOf(seat, label));
  };

/** Marks some of a list, by their positions. */
export const mark =
  (asked: string, positions: readonly number[]): Step =>
  async (seat) => {
    await stands(seat, asked);
    const last = Math.max(0, ...positions);
    const keys = Array.from(
      { length: last + 1 },
      (_, index) => (positions.includes(index) ? KEYS.space : '') + KEYS.down,
    );
    if (seat.isRich) {
      seat.person.type(keys.join('') + KEYS.enter);
      await taken(seat, asked);
    } else give(seat, positions.map((position) => position + 1).join(','));
  };

export const goBack =
  (asked: string): Step =>
  async (seat) => {
    await stands(seat, asked);
    seat.person.type(seat.isRich ? KEYS.escape : `<${KEYS.enter}`);
  };

/** Asks what a question means. */
export const explain =
  (asked: string, told: string): Step =>
  async (seat) => {
    await stands(seat, asked);
    seat.person.type(seat.isRich ? '?' : `?${KEYS.enter}`);
    await seat.sees(loose(told));
    seat.explained = asked;
  };

/** Of several lines that are pasted only the first is an answer. */
export const paste =
  (asked: string, lines: readonly string[]): Step =>
  async (seat) => {
    await stands(seat, asked);
    const text = lines.join(KEYS.enter);
    seat.typed.push(...lines);
    if (!seat.isRich) return seat.person.type(text + KEYS.enter);
    seat.person.type(`\u001b[200~${text}\u001b[201~`);
    await seat.sees(loose(lines[0]!));
    await new Promise((resolve) => setTimeout(resolve, 100));
    seat.person.type(KEYS.enter);
    await taken(seat, asked);
  };

/** Types without looking. */
export const blindly =
  (keys: string): Step =>
  async ({ person }) =>
    person.type(keys);

export const see =
  (text: string): Step =>
  ({ sees }) =>
    sees(loose(text));

export const resized =
  (columns: number): Step =>
  async ({ person }) => {
    person.resize(columns, ROWS);
    await new Promise((resolve) => setTimeout(resolve, 300));
  };

export const make = pick('What now?', 'Make it');
export const leave = pick('What now?', 'Leave');

/** Goes to the question of a label, from the summary. */
export const change = (label: string): readonly Step[] => [
  pick('What now?', 'Change something'),
  pick('Change what?', `${label}:`),
];

/** What a conversation begins with. */
export interface Beginning {
  readonly words?: readonly string[];
  /** Prepares the current folder. */
  readonly setup?: (cwd: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** The screen of a window that was resized is no terminal's of one width. */
  readonly resizes?: true;
}

/** A line that is too long is a command, one word, or ends with what was typed. */
const mayBeLong = (text: string, typed: readonly string[]): boolean =>
  /^ {2,4}(npx|git|gh|docker|make|cd|read|printf) /.test(text) ||
  !text
    .trim()
    .replace(/^[?✔] /, '')
    .includes(' ') ||
  typed.some((answer) => answer.length > 10 && text.trimEnd().endsWith(answer.trimEnd()));

/** @returns the lines of a screen that the terminal had to break and need not be so long. */
const tooLong = (screen: readonly string[], typed: readonly string[]): readonly string[] =>
  screen
    .map((text, index) => {
      let whole = text;
      for (let next = index + 1; screen[next]?.startsWith('↳') === true; next += 1) whole += screen[next]!.slice(1);
      return { text, whole };
    })
    .filter(({ text, whole }) => !text.startsWith('↳') && whole !== text && !mayBeLong(whole, typed))
    .map(({ whole }) => whole);

/** @param looks false where the window changes: a screen of one width cannot show that */
export const seatOf = (person: Person, medium: Medium, looks = true): Seat => {
  const typed: string[] = [];
  const look = async (): Promise<void> => {
    const screen = await screenOf(person.raw(), { columns: columnsIn(medium), rows: ROWS });
    const broken = tooLong(screen, typed);
    if (broken.length > 0) throw new Error(`broken on ${medium}:\n${broken.join('\n')}\n\n${screen.join('\n')}`);
  };
  const sees = async (text: string | RegExp): Promise<void> => {
    await person.waitFor(text);
    if (looks) await look();
  };
  return { person, medium, isRich: medium !== 'dumb', sees, typed, explained: '' };
};

export interface Played {
  readonly cwd: string;
  readonly exitCode: number;
  readonly seen: string;
  readonly screen: readonly string[];
  /** What stood in the folder before. */
  readonly before: readonly string[];
}

/** Plays a conversation to its end; at each step nothing on the screen is broken within a word. */
export const play = async (beginning: Beginning, medium: Medium): Promise<Played> => {
  const { words = [], setup, env = {}, steps, resizes } = beginning;
  const cwd = newFolder();
  setup?.(cwd);
  const before = readdirSync(cwd);
  const columns = columnsIn(medium);
  const person = atTerminal(words, {
    cwd,
    columns,
    rows: ROWS,
    env: { ...env, ...(medium === 'dumb' ? { TERM: 'dumb' } : {}) },
  });
  const seat = seatOf(person, medium, resizes !== true);
  for (const [index, step] of steps.entries())
    await step(seat).catch((error: Error) => {
      throw new Error(`on ${medium}, step ${index + 1}: ${error.message}`);
    });
  const { exitCode } = await person.exit;
  if (!resizes) await seat.sees('');
  const screen = await screenOf(person.raw(), { columns, rows: ROWS });
  return { cwd, exitCode, seen: person.seen(), screen, before };
};

/** @returns what the repository in a folder was made of. */
export const answersIn = (folder: string): object => {
  const record = join(folder, '.create-flask-container.json');
  return existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
};

/** Two at a time: more would wait for each other. */
export const inTwos = async <Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> => {
  for (let index = 0; index < items.length; index += 2) await Promise.all(items.slice(index, index + 2).map(run));
};
