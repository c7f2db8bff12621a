import { longFlags } from '../../options/command-line';
import { type Command, type Commands, PROGRAM } from '../command';
import { argumentsOf, FUNCTION, valuedFlags } from './tables';

const words = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(' ');

const closedCase = (flag: string, values: readonly string[]): string =>
  flag === 'set'
    ? `        --set) ${FUNCTION}_answers; return ;;`
    : `        --${flag}) ${FUNCTION}_offer ${words(values)}; compopt +o default 2>/dev/null; return ;;`;

const commandCase = ([name, row]: readonly [string, Command]): string => {
  const valued = valuedFlags(row);
  const closed = valued.filter(([flag, values]) => flag === 'set' || values.length > 0);
  const files = valued.filter((each) => !closed.includes(each)).map(([flag]) => `--${flag}`);
  const cases = [
    ...closed.map(([flag, values]) => closedCase(flag, values)),
    // Nothing is offered: bash itself completes the names of files, and quotes them.
    ...(files.length > 0 ? [`        ${files.join(' | ')}) return ;;`] : []),
  ];
  return [
    `    ${name})`,
    ...(cases.length > 0 ? ['      case $previous in', ...cases, '      esac'] : []),
    `      ${FUNCTION}_offer ${words([...argumentsOf(row), ...longFlags(row.options).map((flag) => `--${flag}`)])} ;;`,
  ].join('\n');
};

/**
 * The script of bash, 3.2 and later. The answers of a template's questions are a stranger's words: they are compared
 * and quoted, never given to what expands its words (as `compgen -W` does).
 * @returns it
 */
export const bashScript = (commands: Commands): string => `# bash completion for ${PROGRAM}

# A word as it was typed, without its quotes. Nothing in it is expanded.
${FUNCTION}_plain() {
  local rest=$1 mark= plain= letter
  if [[ $rest == '~/'* ]]; then plain=$HOME rest=\${rest:1}; fi
  while [ -n "$rest" ]; do
    letter=\${rest:0:1} rest=\${rest:1}
    if [ "$letter" = "$mark" ]; then mark=
    elif [ -z "$mark" ] && [[ $letter == [\\'\\"] ]]; then mark=$letter
    elif [ "$letter" = \\\\ ] && [ "$mark" != "'" ]; then plain+=\${rest:0:1} rest=\${rest:1}
    else plain+=$letter; fi
  done
  printf %s "$plain"
}

# Offers those words that begin with what was typed, each quoted.
${FUNCTION}_offer() {
  local word
  for word in "$@"; do
    word=$lead$word
    if [[ $word != "$whole"* ]] || [ "$word" = "$cut" ]; then continue; fi
    if [[ $word == *= ]]; then compopt -o nospace 2>/dev/null; fi
    printf -v word %q "\${word#"$cut"}"
    COMPREPLY+=("$word")
  done
}

# Offers the answers to a template's questions: the program knows them, from the template on the command line.
${FUNCTION}_answers() {
  compopt +o default 2>/dev/null
  [ -n "$template" ] || return 0
  local answer
  while IFS= read -r answer; do ${FUNCTION}_offer "$answer"; done < <(
    "$(${FUNCTION}_plain "\${COMP_WORDS[0]}")" completion "--template=$(${FUNCTION}_plain "$template")" 2>/dev/null
  )
}

${FUNCTION}() {
  local IFS=$' \\t\\n' word index joins= command= template= previous whole lead= cut= marks= mark
  local -a typed=()
  COMPREPLY=()
  # Bash takes --set team=core and github:acme/x apart; here they are put together again.
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [ "\${#typed[@]}" -gt 1 ] && { [ -n "$joins" ] || [[ $word =~ ^[=:@]+$ ]]; }; then typed[\${#typed[@]}-1]+=$word
    else typed+=("$word"); fi
    if [[ $word =~ ^[=:@]+$ ]]; then joins=yes; else joins=; fi
  done
  for ((index = 1; index < \${#typed[@]} - 1; index++)); do
    word=\${typed[index]}
    case $word in
      --template) if [ "$index" -lt $((\${#typed[@]} - 2)) ]; then template=\${typed[index + 1]}; fi ;;
      --template=*) template=\${word#*=} ;;
      ${Object.keys(commands).join(' | ')}) if [ -z "$command" ]; then command=$word; fi ;;
    esac
  done
  word=\${typed[\${#typed[@]}-1]} previous=\${typed[\${#typed[@]}-2]}
  if [[ $word == --*=* ]]; then previous=\${word%%=*} lead=\${word%%=*}=; fi
  whole=$(${FUNCTION}_plain "$word")
  # What readline leaves as it is: all up to the last mark at which it takes words apart.
  for mark in = : @; do if [[ $COMP_WORDBREAKS == *"$mark"* ]]; then marks+=$mark; fi; done
  if [ -n "$marks" ] && [[ $word != *[\\'\\"]* ]]; then cut=\${whole%"\${whole##*["$marks"]}"}; fi
  case \${command:-create} in
${Object.entries(commands).map(commandCase).join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then ${FUNCTION}_offer ${words(Object.keys(commands))}; fi
  if [[ $whole != -* ]]; then compopt -o plusdirs 2>/dev/null; fi
  return 0
}
complete -o default -F ${FUNCTION} ${PROGRAM}
`;
