import { posix } from 'node:path';
import { splitWords } from '../compose';
import { baseOf, instructionsOf, stagesOf } from '../dockerfile';
import type { TextFile } from '../repository';
import type { SourceTree } from './source-tree';

/** What an existing Dockerfile says of the app: nothing of it is built. */
export interface DockerfileFacts extends TextFile {
  /** Its image may hold the app: it is no web server, database or assets alone. */
  readonly isApp: boolean;
  /** The build context, from the repository. */
  readonly context: string;
  /** What starts the app, ENTRYPOINT and CMD joined. */
  readonly command?: { readonly text: string; readonly line: number };
  readonly environment: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  readonly ports: readonly { readonly port: number; readonly line: number }[];
  readonly runs: readonly { readonly text: string; readonly line: number }[];
  /** Images of its stages that hold no Python, such as `node:22`. */
  readonly foreign: readonly string[];
  readonly base: string | undefined;
  /** @returns where a path of the image comes from; undefined where nothing of the repository is put there. */
  readonly inRepository: (path: string) => string | undefined;
}

const FOREIGN =
  /(?:^|\/)(?:node|bun|deno|golang|rust|ruby|php|maven|gradle|openjdk|eclipse-temurin|elixir|composer|dotnet\/sdk)(?:[:@-]|$)/;

/** The list form is JSON; anything else goes through a shell. */
const wordsOf = (rest: string): { readonly text: string; readonly isList: boolean } => {
  if (!rest.trimStart().startsWith('[')) return { text: rest, isList: false };
  try {
    const words: unknown = JSON.parse(rest);
    if (!Array.isArray(words)) return { text: rest, isList: false };
    const quoted = words
      .map(String)
      .map((word) => (/^[\w./:=@%+,$-]+$/.test(word) ? word : `'${word.replaceAll("'", '"')}'`));
    return { text: quoted.join(' '), isList: true };
  } catch {
    return { text: rest, isList: false };
  }
};

type Instructions = ReturnType<typeof instructionsOf>;

const commandOf = (instructions: Instructions): DockerfileFacts['command'] => {
  const last = (keyword: string) => instructions.filter((one) => one.keyword === keyword).at(-1);
  const [entry, command] = [last('ENTRYPOINT'), last('CMD')];
  const first = entry ?? command;
  if (!first) return undefined;
  const parts = [entry, command].flatMap((one) => (one ? [wordsOf(one.rest)] : []));
  // A shell form of ENTRYPOINT takes no CMD.
  const text = entry && !parts[0]!.isList ? parts[0]!.text : parts.map((part) => part.text).join(' ');
  return { text, line: (command ?? first).line };
};

const pairsOf = (rest: string): readonly (readonly [string, string])[] => {
  const words = splitWords(rest);
  if (!words[0]?.includes('=')) return [[words[0] ?? '', words.slice(1).join(' ')]];
  return words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
};

interface Copy {
  readonly from: string;
  readonly to: string;
  /** One thing alone, to a path that is written as no folder. */
  readonly isRenamed: boolean;
}

/** Where COPY and WORKDIR put the repository's folders, the last first. */
const mapOf = (instructions: Instructions, context: string, tree: SourceTree): DockerfileFacts['inRepository'] => {
  let workdir = '/';
  const copies: Copy[] = [];
  for (const { keyword, rest } of instructions) {
    if (keyword === 'WORKDIR') workdir = posix.resolve(workdir, rest.trim());
    if ((keyword !== 'COPY' && keyword !== 'ADD') || /--from=/.test(rest)) continue;
    const words = splitWords(wordsOf(rest).text).filter((word) => !word.startsWith('--'));
    const to = words.at(-1) ?? '';
    for (const from of words.slice(0, -1))
      copies.unshift({
        from: posix.normalize(`/${from}`).slice(1).replace(/\/$/, ''),
        to: posix.resolve(workdir, to),
        isRenamed: words.length === 2 && !/(?:^|\/)\.?$/.test(to),
      });
  }
  return (path) => {
    const whole = posix.resolve(workdir, path);
    return copies
      .flatMap(({ from, to, isRenamed }) => {
        const inside = posix.relative(to, whole);
        const source = posix.join(context, from);
        if (inside.startsWith('..')) return [];
        if (!tree.has(source)) return [posix.join(source, inside)];
        // A file goes into a folder by its name, or takes the path as its own.
        const isFile = inside === posix.basename(source) || (inside === '' && isRenamed && whole !== workdir);
        return isFile ? [source] : [];
      })
      .map((found) => found.replace(/^\.?\/?$|\/$/, ''))
      .find((found) => tree.has(found) || tree.hasFolder(found));
  };
};

/** What serves or stores, and is no app. */
const OTHER = /(?:^|\/)(?:nginx|httpd|caddy|traefik|haproxy|postgres|mysql|mariadb|mongo|redis|rabbitmq)(?:[:@-]|$)/;

/** @returns what a Dockerfile says. */
export const dockerfileFacts = (file: TextFile, context: string, tree: SourceTree): DockerfileFacts => {
  const all = instructionsOf(file.text);
  const last = all.map(({ keyword }) => keyword).lastIndexOf('FROM');
  const environment = all.flatMap(({ keyword, rest, line }) =>
    keyword === 'ENV' ? pairsOf(rest).map(([name, value]) => [name, { value, line }] as const) : [],
  );
  const command = commandOf(all.slice(Math.max(0, last)));
  const stages = stagesOf(file.text);
  const image = baseOf(file.text) ?? '';
  return {
    path: posix.normalize(file.path),
    text: file.text,
    context,
    isApp: !FOREIGN.test(image) && !OTHER.test(image),
    ...(command ? { command } : {}),
    environment: new Map(environment),
    ports: all.flatMap(({ keyword, rest, line }) =>
      keyword === 'EXPOSE' ? rest.split(/\s+/).map((port) => ({ port: Number.parseInt(port, 10), line })) : [],
    ),
    runs: all.flatMap(({ keyword, rest, line }) => (keyword === 'RUN' ? [{ text: rest, line }] : [])),
    foreign: stages.map(({ from }) => from).filter((from) => FOREIGN.test(from)),
    base: stages.map(({ from }) => from).find((from) => /(?:^|\/)python:/.test(from)),
    inRepository: mapOf(all, posix.normalize(context || '.'), tree),
  };
};
