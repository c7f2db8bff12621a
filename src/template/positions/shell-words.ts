import { type Command, closed, NEW, opened, type State, topOf, withCommand } from './shell-state';

/** What a word of a command makes of the next. */

/** After these, the next word is a command again. */
const PREFIX =
  /^(if|then|elif|else|do|while|until|!|time|\{|\}|fi|done|esac|exec|command|builtin|env|sudo|nohup|nice|xargs|timeout|coproc)$/;
/** How long `timeout` waits, how nice `nice` is: words before a command that are none. */
const AMOUNT = /^[0-9][0-9.]*[a-z]?$/;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
/** What they are given is code of one language or another. */
const CODE =
  /^(eval|source|\.|trap|alias|awk|gawk|mawk|sed|jq|ssh|su|bc|dc|expr|let|psql|mysql|sqlite3|watch|parallel|entr|script|expect|tclsh|flock)$/;
const INTERPRETER = /^((ba|da|z|k|a|mk)?sh|python[0-9.]*|node|perl|ruby|php|lua|deno|bun)$/;

const nameOf = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

const runsOf = (command: Command, text: string): Command['runs'] => {
  const name = nameOf(text);
  if (command.runs === 'code' || (command.first && CODE.test(name))) return 'code';
  if (command.runs === 'compared') return text === ']]' ? 'nothing' : 'compared';
  if (INTERPRETER.test(name)) return 'option';
  if (command.first && name === 'printf') return 'format';
  if (command.first && text === '[[') return 'compared';
  if (command.first && /^(\[|test|declare|typeset|local|export|readonly)$/.test(text)) return 'computed';
  // The format of printf is its first argument but for options.
  const given = !text.startsWith('-') && command.lastWord !== '-v';
  return command.runs === 'format' && given ? 'nothing' : command.runs;
};

/** @returns the command after a word that is not quoted and not empty. */
const afterWord = (command: Command, text: string): Command => {
  const ended: Command = { ...command, word: '', started: false, redirects: false, lastWord: text };
  if (command.redirects) return { ...ended, lastWord: command.lastWord };
  if (command.pattern) return ended;
  if (command.first && text === 'case') return { ...ended, first: false, cases: 1 };
  if (command.cases === 1) return { ...ended, cases: 2 };
  const runs = runsOf(command, text);
  if (command.first && (PREFIX.test(text) || ASSIGNMENT.test(text) || AMOUNT.test(text) || text.startsWith('-')))
    return { ...ended, runs };
  return { ...ended, first: false, runs };
};

/** @returns the state after a word, where one had begun. */
export const wordEnded = (state: State): State => {
  const { kind, command } = topOf(state);
  if (!command.started) return state;
  if (kind === 'case' && command.first && command.word === 'esac') return withCommand(closed(state), { first: false });
  if (command.cases === 2 && command.word === 'in')
    return opened(withCommand(state, { ...NEW, first: false }), 'case', { ...NEW, pattern: true });
  return withCommand(state, afterWord(command, command.word));
};

/** @returns the state at a new command. */
export const commandEnded = (state: State): State => {
  const ended = wordEnded(state);
  const { kind, command } = topOf(ended);
  // The words of an array and of `[[ ]]` go over lines and signs, and a case waits for its word or its pattern.
  if (kind === '[' || command.runs === 'compared' || command.cases > 0 || command.pattern) return ended;
  return withCommand(ended, NEW);
};

/** Options after which bash takes a word for a number, or for a variable's name. */
const COMPUTED = /^-(eq|ne|lt|le|gt|ge|v|R|i)$/;

/** Signs of `[[ ]]` after which a text is only compared. */
const COMPARES = /^(=|==|!=|=~|-[nzfderwxsL])$/;

/** What may stand before a literal in its word, so that the two are one word and nothing else. */
const JOINED = /^[A-Za-z0-9_./:@%+,=-]*$/;
/** Variables that say what the shell or the loader runs. */
const RUNNING =
  /^(PATH|IFS|ENV|BASH_ENV|PROMPT_COMMAND|PS[0-4]|LD_[A-Z_]*|PYTHON[A-Z]*|NODE_OPTIONS|SHELL|GIT_[A-Z_]*)\+?=$/;

/** @returns why the next word of a command cannot be, or begin with, a literal. */
export const wordRefuses = ({ first, word, started, lastWord, runs, redirects }: Command): string | undefined => {
  if (redirects) return 'the name of a file to read or write cannot come from an answer';
  if (!JOINED.test(word))
    return `it would be read together with ${word.includes('"') ? 'what stands before it' : word}`;
  if (RUNNING.test(word)) return 'this variable says what is run';
  if (first && !ASSIGNMENT.test(word)) return 'the word that is the command cannot come from an answer';
  // Bash computes what stands there, and runs the commands in it; on the left, what follows decides.
  if (runs === 'computed' && COMPUTED.test(lastWord)) return 'what stands here is run as code';
  if (runs === 'compared' && !COMPARES.test(lastWord)) return 'what stands here is run as code';
  if (runs === 'code' || runs === 'format') return 'what stands here is run as code';
  if (runs === 'option' && !started && lastWord.startsWith('-')) return 'what stands here is run as code';
  return undefined;
};
