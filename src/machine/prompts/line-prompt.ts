import {
  createPrompt,
  isEnterKey,
  isTabKey,
  makeTheme,
  useEffect,
  useKeypress,
  usePrefix,
  useState,
} from '@inquirer/core';
import type { LineForm } from './prompt-forms';

type Theme = ReturnType<typeof makeTheme>;
type Readline = Parameters<Parameters<typeof useKeypress>[0]>[1];

const takes = (text: string): string => (text === '' ? '' : `; Enter takes ${text}`);

/** What is said of an answer that Enter has not taken. */
const complaintOf = (config: LineForm, text: string, verdict: string, proposal: string | undefined): string => {
  if (text === '') return verdict;
  if (proposal !== undefined) return `"${text}": ${verdict}${takes(proposal)}`;
  return `"${text}": ${verdict}; Ctrl-U empties the line${config.initial === '' ? '' : `, Enter then takes ${config.initial}`}`;
};

const below = (config: LineForm, theme: Theme, complaint: string, said: string | undefined): string =>
  [
    ...(complaint === '' ? [] : [theme.style.error(config.fit(complaint))]),
    ...(said === undefined || said === '' ? [] : [theme.style.help(`  ${config.fit(said)}`)]),
    ...(config.about === '' ? [] : [theme.style.help(config.about)]),
    theme.style.help(config.keys),
  ].join('\n');

/** @returns the question and what stands in its line, below each other where the screen is too narrow for both. */
const headOf = (prefix: string, config: LineForm, theme: Theme, text: string, shown: string, done: boolean): string => {
  const message = theme.style.message(config.message, done ? 'done' : 'idle');
  const last = config.message.split('\n').at(-1) ?? '';
  const fits = last.length + text.length + 6 <= config.columns();
  return `${prefix} ${message}${fits ? ' ' : '\n  '}${shown}`;
};

/** A line of text that is judged while it is typed: the verdict or the preview stands below it. */
export const line = createPrompt<string, LineForm>((config, done) => {
  const theme = makeTheme();
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [value, setValue] = useState(config.typed);
  const [initial, setInitial] = useState(config.initial);
  const [complaint, setComplaint] = useState('');
  const prefix = usePrefix({ status, theme });
  const text = value === '' ? initial : value;
  const verdict = config.verdict(text);

  useEffect((readline) => {
    if (config.typed !== '') readline.write(config.typed);
  }, []);
  const hold = (typed: string): void => {
    setValue(typed);
    config.onTyped(typed);
  };
  const accept = (): void => {
    setStatus('done');
    setValue(text);
    done(text);
  };
  /** Readline has emptied the line: give it back, so that it can be mended; or offer the nearest good text. */
  const refuse = (why: string, readline: Readline): void => {
    const proposal = config.proposal(text);
    if (proposal !== undefined) {
      setInitial(proposal);
      hold('');
    } else readline.write(value);
    setComplaint(complaintOf(config, text, why, proposal));
  };
  useKeypress((key, readline) => {
    if (status !== 'idle') return;
    if (isEnterKey(key)) {
      if (verdict === undefined) accept();
      else refuse(verdict, readline);
    } else if (isTabKey(key)) {
      readline.clearLine(0);
      readline.write(text);
      hold(text);
    } else {
      if (readline.line !== value) setComplaint('');
      hold(readline.line);
    }
  });

  if (status === 'done')
    return headOf(prefix, config, theme, config.told(value), theme.style.answer(config.told(value)), true);
  const proposed = value === '' && initial !== '' ? `(${initial})` : value;
  const shown = value === '' && initial !== '' ? theme.style.defaultAnswer(initial) : value;
  const silent = value === '' && config.initial === '';
  const said = verdict === undefined ? config.preview(text) : undefined;
  const wrong = complaint !== '' || verdict === undefined || silent ? complaint : verdict;
  return [headOf(prefix, config, theme, proposed, shown, false), below(config, theme, wrong, said)];
});
