import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, tryDocker } from './engine';

/** Ids of everything that an engine holds, by sort; for telling what a run took. */
export const heldBy = async (env: Record<string, string> = {}): Promise<ReadonlySet<string>> => {
  const lists: Readonly<Record<string, readonly string[]>> = {
    container: ['ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}}'],
    network: ['network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'],
    image: ['image', 'ls', '--all', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'],
    volume: ['volume', 'ls', '--format', '{{.Name}}'],
  };
  const held = new Set<string>();
  for (const [sort, words] of Object.entries(lists)) {
    const { stdout } = await tryDocker(words, { env });
    for (const line of stdout.split('\n').filter((text) => text !== '')) held.add(`${sort} ${line}`);
  }
  return held;
};

/** @returns the names in a set that hold one of the words: tests of other files come and go on the same engine. */
export const only = (held: ReadonlySet<string>, ...words: readonly string[]): readonly string[] =>
  [...held].filter((line) => words.some((word) => line.toLowerCase().includes(word.toLowerCase()))).sort();

/** The smallest service that starts at once, keeps running and stops at once. */
export const DOCKERFILE = `FROM python:3.14-slim
STOPSIGNAL SIGKILL
CMD ["sleep", "600"]
`;

export const FOLDER_LABEL = 'io.github.create-flask-container.folder';

/** Makes a folder with a compose file of one service, built here, and a volume. */
export const composeFolder = (
  parent: string,
  name: string,
  options: { readonly image: string; readonly extra?: string; readonly head?: string; readonly service?: string },
): string => {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
  writeFileSync(
    join(folder, 'compose.yaml'),
    `${options.head ?? ''}services:
  ${options.service ?? 'web'}:
    build:
      context: .
      labels:
        ${FOLDER_LABEL}: \${PWD:-}
    image: ${options.image}
    volumes: [data:/data]
volumes:
  data:
${options.extra ?? ''}`,
  );
  return folder;
};

/** Runs `docker compose` in a folder, as a shell there would; it must succeed. */
export const compose = async (folder: string, ...words: readonly string[]): Promise<string> => {
  const ran = await tryDocker(['compose', ...words], { cwd: folder, env: { PWD: folder } });
  if (ran.exitCode !== 0) throw new Error(`docker compose ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

/** Removes everything whose name holds a word, whatever state a test left it in. */
export const sweep = async (word: string): Promise<void> => {
  const names = async (...words: string[]): Promise<readonly string[]> =>
    (await docker(...words)).split('\n').filter((name) => name.includes(word));
  for (const name of await names('ps', '--all', '--format', '{{.Names}}'))
    await tryDocker(['rm', '--force', '--volumes', name]);
  for (const name of await names('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'))
    await tryDocker(['image', 'rm', name]);
  for (const name of await names('volume', 'ls', '--format', '{{.Name}}')) await tryDocker(['volume', 'rm', name]);
  for (const name of await names('network', 'ls', '--format', '{{.Name}}')) await tryDocker(['network', 'rm', name]);
};
