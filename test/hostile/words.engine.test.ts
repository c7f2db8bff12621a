import { execFileSync } from 'node:child_process';
import { PLAIN, ROWS, replaced, repositoryOf } from './words';

/** What Compose itself makes of answers that YAML has other uses for. */

const config = (folder: string): unknown => {
  const words = ['compose', '--project-name', 'words', '--profile', '*', 'config', '--format', 'json'];
  const out = execFileSync('docker', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(out.replaceAll(folder, '/folder'));
};

test('compose reads images, tags and commands as the texts that they are', async () => {
  const plain = config(await repositoryOf(PLAIN));
  for (const word of [PLAIN.name, PLAIN.user, PLAIN.registry, PLAIN.tags[0]!])
    expect(JSON.stringify(plain)).toContain(word);
  for (const words of ROWS) {
    const read = config(await repositoryOf(words));
    expect([words, read]).toEqual([words, replaced(plain, words)]);
  }
}, 300_000);
