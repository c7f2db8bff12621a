import { splitWords } from '../compose';

/** A command line that starts an app, as far as it says which. */
export interface Launch {
  readonly program:
    | 'gunicorn'
    | 'uwsgi'
    | 'waitress'
    | 'flask'
    | 'hypercorn'
    | 'uvicorn'
    | 'python'
    | 'script'
    | 'config';
  /** `module:name`, a file, or what the server calls its app; undefined where it stands elsewhere. */
  readonly target?: string;
  /** The folder that it starts in, from where the command stands. */
  readonly folder: string;
  /** What it listens on, as it is written: `0.0.0.0:${PORT:-8080}`. */
  readonly bind?: string;
  /** A configuration file of the server. */
  readonly config?: string;
  /** What a script is given: it may run that in the end. */
  readonly rest?: readonly string[];
  /** Commands that run before it, whole. */
  readonly before: readonly string[];
}

/** More than any start script has. */
const MOST_TEXT = 64 * 1024;
const DEEPEST = 4;

/** Cuts a shell text into its commands: at line breaks, `;`, `&&`, `||` and `|`, outside of quotes. */
const statementsOf = (text: string): readonly string[] => {
  const found: string[] = [];
  let [open, from] = ['', 0];
  const whole = text.slice(0, MOST_TEXT).replace(/\\\r?\n/g, ' ');
  for (let at = 0; at <= whole.length; at += 1) {
    const mark = whole[at] ?? '';
    const isComment = open === '' && mark === '#' && /\s/.test(whole[at - 1] ?? ' ');
    if (mark === '' || isComment || (open === '' && /[\n;&|]/.test(mark))) {
      found.push(whole.slice(from, at));
      const end = isComment ? whole.indexOf('\n', at) : at;
      at = end < 0 ? whole.length : end;
      from = at + 1;
    } else if (open !== '') open = mark === open ? '' : open;
    else if (mark === '"' || mark === "'") open = mark;
  }
  return found.map((statement) => statement.trim()).filter((statement) => statement !== '');
};

/** Words that run what follows them. */
const PREFIXES: readonly RegExp[] = [
  /^(?:exec|nohup|env|tini|dumb-init|ddtrace-run|opentelemetry-instrument|xvfb-run|then|do|else|time|web:)$/,
  /^[A-Za-z_]\w*=/,
  /^--$/,
];
const RUNNERS = /^(?:poetry|pipenv|pdm|uv|hatch|rye|newrelic-admin|doppler|heroku)$/;

const baseName = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/** Takes off what only runs the rest. */
const bare = (words: readonly string[]): readonly string[] => {
  let rest = words;
  for (;;) {
    const [first = '', second = ''] = rest;
    if (PREFIXES.some((prefix) => prefix.test(baseName(first)))) rest = rest.slice(1);
    else if (RUNNERS.test(baseName(first)) && /^run(?:-program)?$/.test(second)) {
      const after = rest.slice(2);
      const start = after.findIndex((word) => !word.startsWith('-'));
      rest = start < 0 ? [] : after.slice(start);
    } else if (/^wait-for/.test(baseName(first)) && rest.includes('--')) rest = rest.slice(rest.indexOf('--') + 1);
    else return rest;
  }
};

/** Options of the servers that stand alone; any other takes the word after it. */
const ALONE =
  /^--?(?:reload|preload|daemon|D|R|S|check-config|capture-output|no-sendfile|spew|proxy-protocol|reuse-port|initgroups|log-syslog|expose-tracebacks|call|master|enable-threads|vacuum|die-on-term|need-app|lazy-apps|single-interpreter|no-reload|debug|with-threads|without-threads|no-debugger|no-debug|proxy-headers|factory|access-log|no-access-log|h|M|u|B|O|E|s|I)$/;

interface Options {
  readonly named: ReadonlyMap<string, string>;
  readonly alone: ReadonlySet<string>;
  readonly positional: readonly string[];
}

const optionsOf = (words: readonly string[]): Options => {
  const [named, alone, positional] = [new Map<string, string>(), new Set<string>(), [] as string[]];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const [, long, value] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
    if (!word.startsWith('-')) positional.push(word);
    else if (long !== undefined) named.set(long, value!);
    else if (ALONE.test(word)) alone.add(word);
    else if (/^-[A-Za-z]./.test(word)) named.set(word.slice(0, 2), word.slice(2));
    else {
      named.set(word, words[index + 1] ?? '');
      index += 1;
    }
  }
  return { named, alone, positional };
};

const firstOf = ({ named }: Options, names: readonly string[]): string | undefined =>
  names.map((name) => named.get(name)).find((value) => value !== undefined);

type Part = Partial<Omit<Launch, 'before'>> & Pick<Launch, 'program'>;

const given = (part: { readonly [key in keyof Part]?: Part[key] | undefined } & Pick<Launch, 'program'>): Part =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as unknown as Part;

const bindOf = (options: Options): string | undefined => {
  const whole = firstOf(options, ['--bind', '-b', '--listen', '--http', '--http-socket', '--socket']);
  const port = firstOf(options, ['--port', '-p']);
  return whole ?? (port === undefined ? undefined : `:${port}`);
};

const flaskPart = (words: readonly string[]): Part | undefined => {
  const options = optionsOf(words);
  if (!options.positional.includes('run')) return undefined;
  return given({ program: 'flask', target: firstOf(options, ['--app', '-A']), bind: bindOf(options) });
};

const uwsgiPart = (words: readonly string[]): Part => {
  const options = optionsOf(words);
  const [first] = options.positional;
  const config = firstOf(options, ['--ini']) ?? (first?.endsWith('.ini') ? first : undefined);
  const target = firstOf(options, ['--module', '-w', '--wsgi']);
  const file = firstOf(options, ['--wsgi-file', '--file']);
  const callable = firstOf(options, ['--callable']);
  const whole = target ?? file;
  return given({
    program: 'uwsgi',
    target: whole === undefined || callable === undefined ? whole : `${whole.replace(/:.*$/, '')}:${callable}`,
    bind: bindOf(options),
    config,
    folder: firstOf(options, ['--chdir']),
  });
};

const serverPart = (program: Launch['program'], words: readonly string[]): Part => {
  const options = optionsOf(words);
  const isCall = options.alone.has('--call') || options.alone.has('--factory');
  const [target] = options.positional;
  return given({
    program,
    target: target !== undefined && isCall ? `${target}()` : target,
    bind: bindOf(options),
    config: firstOf(options, ['--config', '-c']),
    folder: firstOf(options, ['--chdir', '--app-dir']),
  });
};

const pythonPart = (words: readonly string[]): Part | undefined => {
  const start = words.findIndex((word) => word === '-m' || !word.startsWith('-'));
  const [first, ...rest] = start < 0 ? [] : words.slice(start);
  if (first === undefined) return undefined;
  if (first !== '-m') return first.endsWith('.py') ? given({ program: 'python', target: first }) : undefined;
  const [module = ''] = rest;
  return partOf(rest) ?? given({ program: 'python', target: module });
};

const partOf = (words: readonly string[]): Part | undefined => {
  const [first = '', ...rest] = words;
  const program = baseName(first);
  if (program === 'gunicorn') return serverPart('gunicorn', rest);
  if (program === 'waitress-serve' || program === 'waitress') return serverPart('waitress', rest);
  if (program === 'hypercorn' || program === 'uvicorn') return serverPart(program, rest);
  if (program === 'uwsgi') return uwsgiPart(rest);
  if (program === 'flask') return flaskPart(rest);
  if (/^python[\d.]*$/.test(program)) return pythonPart(rest);
  const isShell = /^(?:ba|da|a)?sh$/.test(program);
  const script = isShell ? (rest[0] ?? '') : first;
  // An entry point is often called so, and has no other name.
  if (script.endsWith('.sh') || (!isShell && /(?:^|[/_-])(?:entrypoint|start|boot)(?:[_-]\w+)?$/.test(script)))
    return given({ program: 'script', target: script, rest: isShell ? rest.slice(1) : rest });
  return undefined;
};

/** What is done once before an app starts: any command of its own that Flask runs, and the migrations. */
const STEP =
  /\b(?:flask\s+(?:--app\s+\S+\s+)?(?!run\b|shell\b|routes\b|-)\w|alembic\s+upgrade|manage\.py\s+(?!run)\w+|pybabel\s+compile)|\b(?:init_db|create_db|migrate)\.py\b/;

const plainStep = (statement: string): string => statement.replace(/^(?:exec|if|then|do|while|until)\s+/, '');

/** @returns whether a command is a step before the start, and no start itself. */
export const isStep = (command: string): boolean => STEP.test(command);

/** @returns the steps of a shell script, whole. */
export const stepsIn = (text: string): readonly string[] => statementsOf(text).filter(isStep).map(plainStep);

/** @returns words as a command line again. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (/[\s;&|"']/.test(word) ? `'${word.replaceAll("'", '"')}'` : word)).join(' ');

/**
 * @param text a command line, or a shell script
 * @returns its last command that starts something; undefined where there is none
 */
export const launchOf = (text: string, depth = 0): Launch | undefined => {
  const before: string[] = [];
  let [folder, found] = ['', undefined as Launch | undefined];
  for (const statement of statementsOf(text)) {
    const words = bare(splitWords(statement));
    const [first = '', second = '', third = ''] = words;
    if (first === 'cd' && second !== '') folder = second;
    const isShell = /^(?:ba|da|a)?sh$/.test(baseName(first)) && /^-\w*c$/.test(second) && depth < DEEPEST;
    const inner = isShell ? launchOf(third, depth + 1) : undefined;
    const part = isShell || isStep(statement) ? undefined : partOf(words);
    if (inner) found = { ...inner, folder: inner.folder || folder, before: [...before, ...inner.before] };
    else if (part) found = { ...part, folder: part.folder ?? folder, before: [...before] };
    if (isStep(statement) && !isShell) before.push(plainStep(statement));
  }
  return found;
};
