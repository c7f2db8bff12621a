import { EVERYWHERE } from '../../options/command-line';
import { flagOf, hasNegation, takesWord } from '../../options/option';
import { type Command, type Commands, PROGRAM } from '../command';
import { argumentsOf, FUNCTION, valuesOf } from './tables';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const commandLines = (name: string, row: Command, names: readonly string[]): readonly string[] => {
  const others = names.filter((other) => other !== 'create').join(' ');
  const when =
    name === 'create' ? `'not __fish_seen_subcommand_from ${others}'` : `'__fish_seen_subcommand_from ${name}'`;
  const start = `complete -c ${PROGRAM} -n ${when}`;
  const flags = Object.entries(row.options).flatMap(([key, option]) => {
    const flag = flagOf(key, option);
    const words = valuesOf(option);
    const own = flag === 'set' ? ` -x -a '(${FUNCTION}_answers)'` : ' -r';
    const takes = !takesWord(option) ? '' : words.length > 0 ? ` -x -a ${quoted(words.join(' '))}` : own;
    const line = `${start} -l ${flag}${takes} -d ${quoted(option.summary)}`;
    return hasNegation(option) ? [line, `${start} -l no-${flag} -d ${quoted(`leave out: ${option.summary}`)}`] : [line];
  });
  const words = argumentsOf(row);
  return [...flags, ...(words.length > 0 ? [`${start} -f -a ${quoted(words.join(' '))}`] : [])];
};

/**
 * The script of fish. What `complete -a` is given is expanded once: it is the call of a function of ours, whose
 * output, a stranger's words among it, is offered as it is.
 * @returns it
 */
export const fishScript = (commands: Commands): string =>
  [
    `# fish completion for ${PROGRAM}`,
    `function ${FUNCTION}_answers`,
    '  set -l words (commandline -opc)',
    '  set -l template (string replace -rf -- "^--template=" "" $words)[1]',
    '  set -l at (contains -i -- --template $words)',
    '  and set -q words[(math $at + 1)]',
    '  and set template $words[(math $at + 1)]',
    '  test -n "$template"; or return',
    '  if string match -q -- "~/*" $template',
    '    set template $HOME(string sub -s 2 -- $template)',
    '  end',
    '  $words[1] completion --template=$template 2>/dev/null',
    'end',
    ...Object.entries(commands).map(
      ([name, { summary }]) => `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    ...Object.entries(commands).flatMap(([name, row]) => commandLines(name, row, Object.keys(commands))),
    ...Object.entries(EVERYWHERE).map(
      ([flag, { shorts, summary }]) => `complete -c ${PROGRAM} -s ${shorts[0]} -l ${flag} -d ${quoted(summary)}`,
    ),
    '',
  ].join('\n');
