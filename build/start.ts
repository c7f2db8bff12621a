// `npm start -- my-app`: the program from its source, without a build. Only the built-in template is compiled, where it,
// or what compiles it, has changed.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../package.json';
import { main, realWorld } from '../src/main';
import { builtIn } from './built-in';
import { isOlder } from './is-older';

const root = join(__dirname, '..');
/** Stands for the folder of the package. In `dist/` the thread of the last build would be found. */
const home = join(root, 'reports', 'source');
const compiled = join(home, 'dist', 'flask.json');

if (isOlder(compiled, join(root, 'templates'), join(root, 'src'), join(root, 'build'))) {
  mkdirSync(join(home, 'dist'), { recursive: true });
  for (const name of ['templates', 'schema']) cpSync(join(root, name), join(home, name), { recursive: true });
  writeFileSync(compiled, builtIn(join(root, 'templates')));
}
Object.assign(globalThis, { __VERSION__: version });
void main(process.argv.slice(2), realWorld(process, home)).then((exitCode) => {
  process.exitCode = exitCode;
});
