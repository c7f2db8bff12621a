import { EVERYWHERE } from '../../options/command-line';
import { flagOf, type Option, takesWord } from '../../options/option';
import { type Command, type Commands, PROGRAM } from '../command';
import { argumentsOf, FUNCTION, valuesOf } from './tables';

/** Within single quotes, in a specification of `_arguments` or `_describe`. */
const quoted = (text: string): string => text.replace(/[[\]\\:]/g, '\\$&').replaceAll("'", "'\\''");

const option = ([key, row]: readonly [string, Option]): readonly string[] => {
  const flag = flagOf(key, row);
  const summary = quoted(row.summary);
  if (row.kind === 'boolean')
    return row.default === true
      ? [`'--${flag}[${summary}]'`, `'--no-${flag}[leave out: ${summary}]'`]
      : [`'--${flag}[${summary}]'`];
  if (!takesWord(row)) return [`'*--${flag}=-[${summary}]::${flag}: '`];
  const words = valuesOf(row);
  const values = words.length > 0 ? `(${words.join(' ')})` : flag === 'set' ? `{${FUNCTION}_answers}` : '_files';
  return [`'${row.kind === 'list' ? '*' : ''}--${flag}[${summary}]:${flag}:${values}'`];
};

const commandCase = ([name, row]: readonly [string, Command]): string => {
  const everywhere = Object.entries(EVERYWHERE).map(([flag, { summary }]) => `'--${flag}[${quoted(summary)}]'`);
  const words = argumentsOf(row);
  const specs = [
    ...Object.entries(row.options).flatMap(option),
    ...everywhere,
    words.length > 0 ? `'*:argument:(${words.join(' ')})'` : "'*:directory:_files -/'",
  ];
  return `    ${name}) _arguments ${specs.join(' \\\n      ')} ;;`;
};

/**
 * The script of zsh. The answers of a template's questions are a stranger's words: they come as an array, which
 * `compadd -a` quotes, and never within a specification, which would be taken apart and expanded.
 * @returns it
 */
export const zshScript = (commands: Commands): string => `#compdef ${PROGRAM}
${FUNCTION}_answers() {
  emulate -L zsh
  local template at=\${words[(I)--template]}
  if (( at && at < $#words )); then template=\${(Q)words[at + 1]}
  else
    at=\${words[(I)--template=*]}
    if (( at )); then template=\${(Q)words[at]#*=}; fi
  fi
  [[ -n $template ]] || return 1
  if [[ $template == '~/'* ]]; then template=$HOME\${template#'~'}; fi
  local -a answers open
  answers=(\${(f)"$(\${(Q)words[1]} completion "--template=$template" 2>/dev/null)"})
  open=(\${(M)answers:#*=})
  answers=(\${answers:#*=})
  compadd -a -- answers
  compadd -S '' -a -- open
}
${FUNCTION}() {
  local command=create word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in ${Object.keys(commands).join('|')}) command=$word; break ;; esac
  done
  if (( CURRENT == 2 )); then
    local -a commands=(${Object.entries(commands)
      .map(([name, { summary }]) => `'${name}:${quoted(summary)}'`)
      .join(' ')})
    _describe command commands
  fi
  case $command in
${Object.entries(commands).map(commandCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = ${FUNCTION} ]; then ${FUNCTION} "$@"; else compdef ${FUNCTION} ${PROGRAM}; fi
`;
