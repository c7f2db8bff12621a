import { Stop } from '../../errors';
import { leaving, type Terminal } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { Value } from '../../options/option';
import type { Question } from '../../options/question';
import { wrap } from '../../text/wrap';
import { answered, back } from './answered';
import type { Given } from './given';
import { type Interview, questionFor, turnOf } from './interview';
import { lookAt } from './look';
import { LEAVE } from './place-questions';

/** Who a conversation is held with, and who is told how far it got. */
export interface Talk {
  readonly terminal: Terminal;
  readonly world: World;
  readonly heard: (given: Given) => void;
}

const INTRODUCTION =
  'Makes a Flask repository with a container image. A few questions first, Enter takes what stands in brackets or is marked; nothing is written until the end. Ctrl-C leaves.';

/** @returns a text that breaks between its words, each line a little in. */
const paragraph = (text: string, columns: number): string =>
  `${text
    .split('\n')
    .flatMap((line) => wrap(line, columns - 4))
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

const say = ({ terminal }: Talk, text: string): void => terminal.say(paragraph(text, terminal.columns));

/** Asks, and for what is not in a list asks for a line; undefined where the user would rather go back. */
const askFully = async (question: Question, mayGoBack: boolean, { terminal }: Talk): Promise<Value | undefined> => {
  for (;;) {
    const value = mayGoBack ? await terminal.askOrBack(question) : await terminal.ask(question);
    if (question.kind !== 'select' || value === undefined || value !== question.another?.value) return value;
    const typed = await terminal.askOrBack(question.another.question);
    if (typed !== undefined) return typed;
  }
};

const take = (interview: Interview, key: string, value: Value, talk: Talk): Interview => {
  if (key === 'onConflict' && value === LEAVE) throw leaving(talk.world);
  const taken = answered(interview, key, value, talk.world.cwd);
  for (const note of taken.notes) say(talk, `${note}.`);
  talk.heard(taken.interview.given);
  return taken.interview;
};

/**
 * Asks whatever is needed, until nothing is.
 * @throws Stop where nothing that could be asked would help, and where the user leaves
 */
export const converse = async (begun: Interview, talk: Talk): Promise<Interview> => {
  const { world } = talk;
  for (let now = begun, introduced = begun.past.length > 0; ; ) {
    const turn = turnOf(now, world.cwd);
    if (turn.kind === 'done') return now;
    if (turn.kind === 'refuse') throw new Stop(turn.outcome, turn.problems);
    if (turn.kind === 'look') {
      now = { ...now, look: lookAt(turn.path, !now.given.run.dryRun && !now.given.run.diff, world) };
      continue;
    }
    if (!introduced) say(talk, INTRODUCTION);
    introduced = true;
    if (turn.reason !== undefined) say(talk, turn.reason);
    const value = await askFully(turn.question, now.past.length > 0, talk);
    now = value === undefined ? back(now, world.cwd) : take(now, turn.question.key, value, talk);
  }
};

/**
 * Asks for one answer anew, and for what follows from it.
 * @param proposed what Enter takes where there is no answer yet
 * @returns the conversation as it was where the user thinks better of it
 */
export const change = async (interview: Interview, key: string, talk: Talk, proposed?: string): Promise<Interview> => {
  const value = await askFully(questionFor(interview, key, talk.world.cwd, proposed), true, talk);
  return value === undefined ? interview : converse(take(interview, key, value, talk), talk);
};
