import { COMMANDS, type CommandName, commandRow, EVERYWHERE, PROGRAM, type SHELLS } from '../options/commands';
import { flagOf, type Option, takesWord } from '../options/define';
import { longFlags } from '../options/invocation';

/** Shell completion, made from the tables. Tried in the real shells by the tests. */

export type Shell = (typeof SHELLS)[number];

const NAMES = Object.keys(COMMANDS) as CommandName[];

/** A flag's values, where they are a closed list. */
const valuesOf = (option: Option): readonly string[] => ('choices' in option && option.choices ? option.choices : []);

const valued = (name: CommandName): readonly (readonly [flag: string, values: readonly string[]])[] =>
  Object.entries(commandRow(name).options).flatMap(([key, option]) =>
    takesWord(option) ? [[flagOf(key, option), valuesOf(option)] as const] : [],
  );

const argumentsOf = (name: CommandName): readonly string[] =>
  commandRow(name).positionals.flatMap(({ choices }) => choices ?? []);

const FUNCTION = `_${PROGRAM.replaceAll('-', '_')}`;

/** Answers to a template's questions: the program itself knows them, from the template on the command line. */
const SET_WORDS = `COMPREPLY=($(compgen -W "$(${FUNCTION}_set)" -- "$current"))`;

const bashCase = (name: CommandName): string => {
  const flags = longFlags(commandRow(name).options).map((flag) => `--${flag}`);
  const values = valued(name).map(
    ([flag, words]) =>
      `        --${flag}) ${flag === 'set' ? SET_WORDS : words.length > 0 ? `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))` : 'COMPREPLY=($(compgen -f -- "$current"))'}; return ;;`,
  );
  return [
    `    ${name})`,
    ...(values.length > 0 ? ['      case $previous in', ...values, '      esac'] : []),
    `      words='${[...argumentsOf(name), ...flags].join(' ')}' ;;`,
  ].join('\n');
};

const bash = (): string => `# bash completion for ${PROGRAM}
${FUNCTION}_set() {
  local index
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [ "\${COMP_WORDS[index]}" = --template ]; then "\${COMP_WORDS[0]}" completion --template "\${COMP_WORDS[index + 1]}" 2>/dev/null; fi
  done
}
${FUNCTION}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=create word words key
  # Bash takes --set team=core apart at the equals sign.
  if [ "$current" = = ] && [ "$COMP_CWORD" -gt 2 ] && [ "\${COMP_WORDS[COMP_CWORD - 2]}" = --set ]; then key=$previous current=
  elif [ "$previous" = = ] && [ "$COMP_CWORD" -gt 3 ] && [ "\${COMP_WORDS[COMP_CWORD - 3]}" = --set ]; then key=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ -n "$key" ]; then
    while IFS= read -r word; do [[ $word = "$key="* ]] && words="$words \${word#*=}"; done < <(${FUNCTION}_set)
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${NAMES.join(' | ')}) command=$word; break ;; esac
  done
  case $command in
${NAMES.map(bashCase).join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="$words ${NAMES.join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $current != -* ]] && COMPREPLY+=($(compgen -d -- "$current"))
}
complete -o filenames -F ${FUNCTION} ${PROGRAM}
`;

/** Within single quotes, in a specification of `_arguments` or `_describe`. */
const zshText = (text: string): string => text.replace(/[[\]\\:]/g, '\\$&').replaceAll("'", "'\\''");

const zshOption = ([key, option]: readonly [string, Option]): readonly string[] => {
  const flag = flagOf(key, option);
  const summary = zshText(option.summary);
  if (option.kind === 'boolean')
    return option.default === true
      ? [`'--${flag}[${summary}]'`, `'--no-${flag}[leave out: ${summary}]'`]
      : [`'--${flag}[${summary}]'`];
  if (!takesWord(option)) return [`'*--${flag}=-[${summary}]::${flag}: '`];
  const words = valuesOf(option);
  return [
    `'${option.kind === 'list' ? '*' : ''}--${flag}[${summary}]:${flag}:${words.length > 0 ? `(${words.join(' ')})` : flag === 'set' ? `{${FUNCTION}_set}` : '_files'}'`,
  ];
};

const zshCase = (name: CommandName): string => {
  const everywhere = Object.entries(EVERYWHERE).map(([flag, { summary }]) => `'--${flag}[${zshText(summary)}]'`);
  const words = argumentsOf(name);
  const specs = [
    ...Object.entries(commandRow(name).options).flatMap(zshOption),
    ...everywhere,
    words.length > 0 ? `'*:argument:(${words.join(' ')})'` : "'*:directory:_files -/'",
  ];
  return `    ${name}) _arguments ${specs.join(' \\\n      ')} ;;`;
};

const zsh = (): string => `#compdef ${PROGRAM}
${FUNCTION}_set() {
  local at=\${words[(i)--template]}
  (( at < $#words )) && compadd -- \${(f)"$(\${words[1]} completion --template \${(Q)words[at + 1]} 2>/dev/null)"}
}
${FUNCTION}() {
  local command=create word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in ${NAMES.join('|')}) command=$word; break ;; esac
  done
  if (( CURRENT == 2 )); then
    local -a commands=(${NAMES.map((name) => `'${name}:${zshText(commandRow(name).summary)}'`).join(' ')})
    _describe command commands
  fi
  case $command in
${NAMES.map(zshCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = ${FUNCTION} ]; then ${FUNCTION} "$@"; else compdef ${FUNCTION} ${PROGRAM}; fi
`;

const fishText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const fishLines = (name: CommandName): readonly string[] => {
  const others = NAMES.filter((other) => other !== 'create').join(' ');
  const when =
    name === 'create' ? `'not __fish_seen_subcommand_from ${others}'` : `'__fish_seen_subcommand_from ${name}'`;
  const start = `complete -c ${PROGRAM} -n ${when}`;
  const flags = Object.entries(commandRow(name).options).flatMap(([key, option]) => {
    const flag = flagOf(key, option);
    const words = valuesOf(option);
    const own = flag === 'set' ? ` -x -a '(${FUNCTION}_set)'` : ' -r';
    const takes = !takesWord(option) ? '' : words.length > 0 ? ` -x -a ${fishText(words.join(' '))}` : own;
    const line = `${start} -l ${flag}${takes} -d ${fishText(option.summary)}`;
    return option.kind === 'boolean' && option.default === true
      ? [line, `${start} -l no-${flag} -d ${fishText(`leave out: ${option.summary}`)}`]
      : [line];
  });
  const words = argumentsOf(name);
  return [...flags, ...(words.length > 0 ? [`${start} -f -a ${fishText(words.join(' '))}`] : [])];
};

const fish = (): string =>
  [
    `# fish completion for ${PROGRAM}`,
    `function ${FUNCTION}_set`,
    '  set -l words (commandline -opc)',
    '  set -l at (contains -i -- --template $words); or return',
    '  set -q words[(math $at + 1)]; and $words[1] completion --template $words[(math $at + 1)] 2>/dev/null',
    'end',
    ...NAMES.map(
      (name) => `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d ${fishText(commandRow(name).summary)}`,
    ),
    ...NAMES.flatMap(fishLines),
    ...Object.entries(EVERYWHERE).map(
      ([flag, { short, summary }]) => `complete -c ${PROGRAM} -s ${short} -l ${flag} -d ${fishText(summary)}`,
    ),
    '',
  ].join('\n');

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash, zsh, fish };

/** @returns the completion script of a shell. */
export const completionScript = (shell: Shell): string => SCRIPTS[shell]();
