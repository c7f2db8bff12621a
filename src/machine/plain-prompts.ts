import type { Stop } from '../errors';
import type { Reading } from '../options/kinds';
import type { Value } from '../options/option';
import type { Choice, Question } from '../options/question';
import { wrap } from '../text/wrap';
import { yesOrNo } from './prompts/forms';
import { type Keyboard, takeKeyboard } from './prompts/keyboard';
import type { Ask } from './prompts/prompt-forms';
import type { World } from './world';

/** Prompts for a terminal that cannot move its cursor (TERM=dumb): a line out, a line in. */
interface Plain {
  /** What is shown once, above the line to answer on. */
  readonly above: string;
  /** What stands before the answer. */
  readonly prompt: string;
  /** What Enter takes, in words; '' for nothing. */
  readonly enter: string;
  readonly read: (answer: string) => Reading;
}

type Columns = () => number;

const flaw = (rule: string): Reading => ({ flaw: { rule } });

const fit = (text: string, columns: Columns, indent: string): string =>
  wrap(text, columns() - indent.length - 1).join(`\n${indent}`);

/** @returns the question and what explains it, a paragraph a line. */
const head = (question: Question, columns: Columns): string =>
  question.about === undefined ? '' : `  ${fit(question.about, columns, '  ')}\n`;

/** The words before the answer stand on its line where there is room for both. */
const promptOf = (message: string, proposed: string, end: string, columns: Columns): string => {
  const lines = wrap(`${message}${proposed === '' ? '' : ` (${proposed})`}`, columns() - 4);
  return `${lines.join('\n')}${end}`;
};

const confirmForm = (question: Extract<Question, { kind: 'confirm' }>, columns: Columns): Plain => ({
  above: head(question, columns),
  prompt: promptOf(question.message, question.initial ? 'Y/n' : 'y/N', ' ', columns),
  enter: question.initial ? 'yes' : 'no',
  read: (answer) => {
    if (answer === '') return { value: question.initial };
    const value = yesOrNo(answer);
    return value === undefined ? flaw('y or n') : { value };
  },
});

type Listed = Extract<Question, { kind: 'select' | 'many' }>;

const choiceText = ({ label, hint, heading }: Choice, index: number, columns: Columns): string => {
  const number = `  ${index + 1}) `;
  const above = heading === undefined ? '' : `${heading}\n`;
  return `${above}${number}${fit(`${label}${hint ? ` - ${hint}` : ''}`, columns, ' '.repeat(number.length))}\n`;
};

const listText = (question: Listed, columns: Columns): string =>
  `${fit(question.message, columns, '')}\n${head(question, columns)}${question.choices.map((choice, index) => choiceText(choice, index, columns)).join('')}`;

/** @returns the choice that a number of the list, or the choice's own word, means. */
const pick = (question: Listed, word: string): string | undefined =>
  question.choices[Number(word) - 1]?.value ??
  question.choices.find(({ value, label }) => value === word || label === word)?.value;

const selectForm = (question: Extract<Question, { kind: 'select' }>, columns: Columns): Plain => {
  const position = question.choices.findIndex(({ value }) => value === question.initial) + 1;
  return {
    above: listText(question, columns),
    prompt: `Number (${position}): `,
    enter: question.choices[position - 1]?.label ?? '',
    read: (answer) => {
      const value = answer === '' ? question.initial : pick(question, answer);
      if (value !== undefined) return { value };
      // Whoever types what the last choice would ask for need not choose it first.
      const typed = question.another?.question.read(answer);
      if (typed && 'value' in typed) return typed;
      const or = typed === undefined ? '' : `, or ${typed.flaw.rule}`;
      return flaw(`a number from 1 to ${question.choices.length}${or}`);
    },
  };
};

const manyForm = (question: Extract<Question, { kind: 'many' }>, columns: Columns): Plain => ({
  above: listText(question, columns),
  prompt: promptOf('Numbers, separated by commas', question.initial.join(', '), ': ', columns),
  enter: question.initial.join(', '),
  read: (answer) => {
    const picked = answer === '' ? question.initial : answer.split(/[\s,]+/).map((word) => pick(question, word));
    return (picked.length > 0 || question.optional) && picked.every((value) => value !== undefined)
      ? { value: picked as readonly string[] }
      : flaw('numbers of the list, separated by commas');
  },
});

const lineForm = (question: Extract<Question, { kind: 'line' }>, columns: Columns): Plain => ({
  above: head(question, columns),
  prompt: promptOf(question.message, question.initial, ': ', columns),
  enter: question.initial,
  read: (answer) => question.read(answer === '' ? question.initial : answer),
});

const plainForm = (question: Question, columns: Columns): Plain => {
  if (question.kind === 'confirm') return confirmForm(question, columns);
  if (question.kind === 'select') return selectForm(question, columns);
  return question.kind === 'many' ? manyForm(question, columns) : lineForm(question, columns);
};

/** One line of the input; undefined where it, or the run, has ended. What comes in the same breath after it is forgotten. */
const readLine = (keyboard: Keyboard, world: World, again: () => void): Promise<string | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const over = (): void => {
      process.off('SIGCONT', again);
      world.ending.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => end(undefined);
    const end = (line: string | undefined): void => {
      over();
      resolve(line);
    };
    world.ending.addEventListener('abort', onAbort);
    process.on('SIGCONT', again);
    keyboard.listen(
      (part) => {
        text += part;
        const at = text.search(/[\r\n]/);
        if (at >= 0) end(text.slice(0, at));
      },
      () => end(undefined),
    );
  });

/** Keys that are no answers: there are no others on such a terminal. */
const BACK = '<';
const HELP = '?';

const complaint = (
  reading: { readonly flaw: { readonly rule: string; readonly proposal?: string } },
  enter: string,
): string => {
  const { rule, proposal } = reading.flaw;
  const takes = enter === '' ? '' : `; Enter takes ${enter}`;
  return `expected ${rule}${proposal === undefined ? '' : `; for example ${proposal}`}${takes}`;
};

const signs = (question: Question, mayGoBack: boolean): string => {
  const said = [...(question.help ? [`${HELP} explains`] : []), ...(mayGoBack ? [`${BACK} goes back`] : [])].join(', ');
  return said === '' ? '' : `  ${said}\n`;
};

const HUSH = 30;

/**
 * Asks line by line until the answer is good.
 * @param leaving makes the end of a run that is left, or whose input was closed
 */
export const plainAsk = (world: World, output: NodeJS.WriteStream, leaving: (world: World) => Stop): Ask => {
  const columns: Columns = () => output.columns || 80;
  const say = (text: string): void => void output.write(text);
  const answered = async (question: Question, mayGoBack: boolean, keyboard: Keyboard): Promise<Value | undefined> => {
    const { above, prompt, read, enter } = plainForm(question, columns);
    say(above + signs(question, mayGoBack));
    for (;;) {
      say(prompt);
      const line = await readLine(keyboard, world, () => say(prompt));
      if (line === undefined) throw leaving(world);
      const answer = line.trim();
      if (answer === BACK && mayGoBack) return undefined;
      if (answer === HELP && question.help) for (const text of question.help) say(`  ${fit(text, columns, '    ')}\n`);
      else {
        const reading = read(answer);
        if ('value' in reading) return reading.value;
        say(`  ${fit(complaint(reading, enter), columns, '  ')}\n`);
      }
    }
  };
  return async (question, mayGoBack) => {
    const keyboard = takeKeyboard(world.stdin, 'lines');
    try {
      if (!(await keyboard.hush(HUSH))) throw leaving(world);
      return await answered(question, mayGoBack, keyboard);
    } finally {
      keyboard.close();
    }
  };
};
