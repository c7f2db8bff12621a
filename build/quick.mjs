// `npm run quick -- template`: the tests of one room, or of one command, against the program as it is now, without an
// engine. It is built first where it has changed; words after the room's name are jest's.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOlder } from './is-older.ts';

const root = join(import.meta.dirname, '..');
const foldersOf = (...parts) =>
  readdirSync(join(root, ...parts), { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => [name, [...parts.slice(1), name].join('/')]);

/** By the names of src/. */
const rooms = new Map([...foldersOf('src'), ...foldersOf('src', 'commands')]);
const run = (program, words, env = {}) => {
  const { status } = spawnSync(program, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
};

const [room = '', ...words] = process.argv.slice(2);
if (!rooms.has(room)) {
  process.stderr.write(`"${room}": expected a room: ${[...rooms.keys()].join(', ')}\n`);
  process.exit(2);
}
if (isOlder(join(root, 'dist', 'main.cjs'), ...['src', 'templates', 'build'].map((name) => join(root, name))))
  run('npm', ['run', '--silent', 'build']);
run('npx', ['jest', `test/${rooms.get(room)}(/|\\.test)`, ...words], { ENGINE_TESTS: 'none' });
