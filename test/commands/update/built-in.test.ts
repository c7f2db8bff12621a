import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, git, newFolder, runProgram } from '../../kit/program';
import { change, commitAll, read } from '../../kit/worked-on';

/** A repository of the built-in template that somebody has worked on, carried to other answers, one update after another. */

const workedOn = async (): Promise<string> => {
  const cwd = newFolder();
  const made = await runProgram(['shop', ...COMPLETE], { cwd });
  expect(made).toMatchObject({ exitCode: 0 });
  const folder = join(cwd, 'shop');
  appendFileSync(join(folder, 'src/shop/views.py'), '\n\n@blueprint.get("/hi")\ndef hi():\n    return "hi"\n');
  appendFileSync(join(folder, 'requirements.in'), 'requests\n');
  const dockerfile = read(folder, 'Dockerfile').replace(/^WORKDIR .*$/m, '$&\nLABEL team=payments');
  change(folder, { 'src/shop/orders.py': 'LIMIT = 1\n', Dockerfile: dockerfile, '.grype.yaml': undefined });
  mkdirSync(join(folder, 'tools'));
  await git(folder, 'mv', 'docker/check.sh', 'tools/check.sh');
  await commitAll(folder);
  return folder;
};

const update = async (folder: string, ...words: readonly string[]) => {
  const ended = await runProgram(['update', folder, '--json', ...words]);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await git(folder, 'status', '--short')).toBe('');
  const report = JSON.parse(ended.stdout);
  const fates = Object.fromEntries(
    (report.files as { path: string; fate: string }[]).map(({ path, fate }) => [path, fate]),
  );
  return { ...report, fates };
};

const isTheOwners = (folder: string, name: string): void => {
  expect(read(folder, `src/${name}/views.py`)).toContain('@blueprint.get("/hi")');
  expect(read(folder, `src/${name}/orders.py`)).toBe('LIMIT = 1\n');
  expect(read(folder, 'Dockerfile')).toContain('\nLABEL team=payments\n');
  expect(read(folder, 'requirements.in')).toMatch(/^requests$/m);
  expect(existsSync(join(folder, '.grype.yaml'))).toBe(false);
  expect(existsSync(join(folder, 'docker/check.sh'))).toBe(false);
};

test('another registry, port, package manager and name, each with all that its owner wrote', async () => {
  const folder = await workedOn();
  const elsewhere = await update(folder, '--registry', 'ghcr.io', '--registry-user', 'acme', '--port', '9100');
  expect(elsewhere.changedAnswers).toEqual({ registry: ['docker.io', 'ghcr.io'], port: [8000, 9100] });
  expect(elsewhere.fates).toMatchObject({ 'tools/check.sh': 'update', '.grype.yaml': 'gone', Dockerfile: 'merge' });
  expect(read(folder, 'tools/check.sh')).toContain('9100');
  expect(read(folder, 'Dockerfile')).toContain('EXPOSE 9100');
  expect(read(folder, '.github/workflows/image.yml')).toContain('IMAGE: "ghcr.io/acme/shop"');
  isTheOwners(folder, 'shop');

  const uv = await update(folder, '--package-manager', 'uv');
  expect(uv.fates).toMatchObject({ 'requirements.txt': 'remove', 'requirements.in': 'keep', 'uv.lock': 'create' });
  expect(uv.notes.join('\n')).toContain('requirements.in is yours now');
  expect(uv.next).toContain('make lock');
  isTheOwners(folder, 'shop');

  const renamed = await update(folder, '--name', 'store');
  expect(renamed.fates).toMatchObject({ 'src/store/templates/start.html': 'update' });
  expect(existsSync(join(folder, 'src/shop'))).toBe(false);
  isTheOwners(folder, 'store');
  const ran = await runProgram(['-m', 'compileall', '-q', 'src', 'tests'], { program: ['python3'], cwd: folder });
  expect(ran).toMatchObject({ exitCode: 0 });
  expect((await update(folder)).outcome).toBe('unchanged');
});

test('of two runs at once one works, and the other says so', async () => {
  const folder = await workedOn();
  // Holds the first one where it commits, until the second has ended.
  const [begun, go] = [join(newFolder(), 'begun'), join(newFolder(), 'go')];
  const hook = `#!/bin/sh\ntouch ${begun}\nwhile [ ! -e ${go} ]; do sleep 0.1; done\n`;
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  writeFileSync(join(folder, '.git/hooks/pre-commit'), hook, { mode: 0o755 });
  const first = runProgram(['update', folder, '--port', '9100']);
  while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await runProgram(['update', folder, '--port', '9200']);
  expect(second).toMatchObject({ exitCode: 73, stdout: '' });
  expect(second.stderr).toMatch(/fix:/);
  writeFileSync(go, '');
  expect(await first).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(join(folder, '.create-flask-container.json'), 'utf8')).port).toBe(9100);
  expect(await git(folder, 'status', '--short')).toBe('');
});

/** What a record may hold that no run of ours writes; the exit code, and words. */
const RECORDS: Readonly<Record<string, readonly [(record: Record<string, unknown>) => unknown, number, RegExp]>> = {
  'no mapping': [() => [], 65, /mapping/],
  'files that are no mapping': [(record) => ({ ...record, files: ['a'] }), 65, /files/],
  'a file whose id is a number': [(record) => ({ ...record, files: { Dockerfile: 5 } }), 65, /Dockerfile/],
  'a file whose id is none': [(record) => ({ ...record, files: { Dockerfile: 'x'.repeat(40) } }), 65, /Dockerfile/],
  'an absolute path': [(record) => ({ ...record, files: { '/etc/passwd': '0'.repeat(40) } }), 65, /\/etc\/passwd/],
  "a path in git's own folder": [
    (record) => ({ ...record, files: { '.git/config': '0'.repeat(40) } }),
    65,
    /\.git\/config/,
  ],
  'a path that leaves the folder in its middle': [
    (record) => ({ ...record, files: { 'a/../../b': '0'.repeat(40) } }),
    65,
    /a\/\.\.\/\.\.\/b/,
  ],
  'an answer of another type': [(record) => ({ ...record, python: { deep: [] } }), 2, /python/],
  'an answer that a Dockerfile could take for its own': [
    (record) => ({ ...record, baseImage: 'x\nRUN id' }),
    2,
    /base-?[iI]mage/,
  ],
};

test.each(Object.entries(RECORDS))('a record with %s is refused, and nothing is written', async (_what, row) => {
  const [broken, exitCode, words] = row;
  const folder = await workedOn();
  const path = '.create-flask-container.json';
  change(folder, { [path]: `${JSON.stringify(broken(JSON.parse(read(folder, path))))}\n` });
  await commitAll(folder);
  const before = await git(folder, 'for-each-ref');
  const ended = await runProgram(['update', folder, '--port', '9100']);
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect([await git(folder, 'for-each-ref'), await git(folder, 'status', '--short')]).toEqual([before, '']);
});

test('ids of other objects are believed only where the bytes are what they say', async () => {
  const folder = await workedOn();
  const path = '.create-flask-container.json';
  const record = JSON.parse(read(folder, path));
  const other = (await git(folder, 'rev-parse', 'HEAD:README.md')).trim();
  const tree = (await git(folder, 'rev-parse', 'HEAD^{tree}')).trim();
  const files = { ...record.files, Dockerfile: other, Makefile: tree };
  change(folder, { [path]: `${JSON.stringify({ ...record, files })}\n` });
  await commitAll(folder);
  const ended = await runProgram(['update', folder, '--port', '9100', '--json']);
  expect([0, 1]).toContain(ended.exitCode);
  isTheOwners(folder, 'shop');
  expect(read(folder, 'Makefile')).toContain('docker build');
});
