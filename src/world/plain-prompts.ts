import { createInterface } from 'node:readline/promises';
import type { Stop } from '../errors';
import type { Value } from '../options/define';
import type { Reading } from '../options/kinds';
import type { Question } from '../options/question';
import { ended } from './ended';
import type { World } from './world';

/** Prompts for a terminal that cannot move its cursor (TERM=dumb): a line out, a line in. */
interface Plain {
  readonly text: string;
  readonly read: (answer: string) => Reading;
}

const flaw = (rule: string): Reading => ({ flaw: { rule } });

const YES_NO: Readonly<Record<string, boolean>> = { y: true, yes: true, n: false, no: false };

const confirmForm = (question: Extract<Question, { kind: 'confirm' }>): Plain => ({
  text: `${question.message} (${question.initial ? 'Y/n' : 'y/N'}) `,
  read: (answer) => {
    if (answer === '') return { value: question.initial };
    const value = YES_NO[answer.toLowerCase()];
    return value === undefined ? flaw('y or n') : { value };
  },
});

type Listed = Extract<Question, { kind: 'select' | 'many' }>;

const listText = (question: Listed): string =>
  `${question.message}\n${question.choices.map(({ label, hint }, index) => `  ${index + 1}) ${label}${hint ? ` - ${hint}` : ''}`).join('\n')}\n`;

/** @returns the choice that a number of the list, or the choice's own word, means. */
const pick = (question: Listed, word: string): string | undefined =>
  question.choices[Number(word) - 1]?.value ?? question.choices.find(({ value }) => value === word)?.value;

const selectForm = (question: Extract<Question, { kind: 'select' }>): Plain => ({
  text: `${listText(question)}Number (${question.choices.findIndex(({ value }) => value === question.initial) + 1}): `,
  read: (answer) => {
    const value = answer === '' ? question.initial : pick(question, answer);
    return value === undefined ? flaw(`a number from 1 to ${question.choices.length}`) : { value };
  },
});

const manyForm = (question: Extract<Question, { kind: 'many' }>): Plain => ({
  text: `${listText(question)}Numbers, separated by commas (${question.initial.join(', ')}): `,
  read: (answer) => {
    const picked = answer === '' ? question.initial : answer.split(/[\s,]+/).map((word) => pick(question, word));
    return (picked.length > 0 || question.optional) && picked.every((value) => value !== undefined)
      ? { value: picked as readonly string[] }
      : flaw('numbers of the list, separated by commas');
  },
});

const lineForm = (question: Extract<Question, { kind: 'line' }>): Plain => ({
  text: `${question.message}${question.initial === '' ? '' : ` (${question.initial})`}: `,
  read: (answer) => question.read(answer === '' ? question.initial : answer),
});

const plainForm = (question: Question): Plain => {
  if (question.kind === 'confirm') return confirmForm(question);
  if (question.kind === 'select') return selectForm(question);
  return question.kind === 'many' ? manyForm(question) : lineForm(question);
};

/**
 * Asks one question line by line until the answer is good.
 * @param left makes the end of a run whose input was closed
 */
export const plainAsk =
  (world: World, output: NodeJS.WriteStream, left: () => Stop) =>
  async (question: Question): Promise<Value> => {
    const { text, read } = plainForm(question);
    const lines = createInterface({ input: world.stdin, output, terminal: false });
    try {
      for (;;) {
        const answer = await new Promise<string>((resolve, reject) => {
          lines.once('close', () => reject(world.ending.aborted ? ended(world) : left()));
          lines.question(text, { signal: world.ending }).then(resolve, () => reject(ended(world)));
        });
        const reading = read(answer.trim());
        if ('value' in reading) return reading.value;
        output.write(
          `  expected ${reading.flaw.rule}${reading.flaw.proposal === undefined ? '' : `; for example ${reading.flaw.proposal}`}\n`,
        );
      }
    } finally {
      lines.removeAllListeners('close');
      lines.close();
    }
  };
