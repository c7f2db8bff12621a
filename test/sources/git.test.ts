import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GitServer, newRepository, type Repository, serveGit } from '../kit/git-server';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, filesIn, newFolder } from '../kit/program';
import { ALONE, cacheFiles, leftIn, TEAM } from '../kit/team';
import { atTerminal } from '../kit/terminal';

/** Templates from real git repositories over http, on this machine. */

let server: GitServer;
let team: Repository;
let commit: string;

beforeAll(async () => {
  server = await serveGit(newFolder());
  team = newRepository(server.root, 'team.git');
  commit = team.publish(TEAM);
});

afterAll(() => server.close());

interface Run {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

const place = (): Run => {
  const [cwd, cache, temporary] = [newFolder(), newFolder(), newFolder()];
  return { cwd, env: { XDG_CACHE_HOME: cache, TMPDIR: temporary } };
};

const create = (source: string, { cwd, env }: Run, ...more: readonly string[]) =>
  runProgram(['my-app', '--template', source, '--no-git', '--json', ...COMPLETE, ...more], { cwd, env });

const source = (ref: string, name = 'team.git'): string => `git+${server.url}/${name}#${ref}`;

const problems = (stdout: string) =>
  JSON.parse(stdout).problems as { code: string; message: string; fix?: string; value?: string }[];

test('who waits at a terminal is told what for; a program that reads is not, nor who wants quiet', async () => {
  const slow = await serveGit(server.root, undefined, 800);
  const words = ['my-app', '--template', `git+${slow.url}/team.git#${commit}`, '--no-git', ...COMPLETE];
  const told = `Fetching git+${slow.url}/team.git#${commit} ...`;
  const answers = ['--set', 'team=payments'];
  const person = async (...more: string[]) => {
    const { cwd, env } = place();
    const ended = atTerminal([...words, ...answers, ...more], { cwd, env, columns: 200 });
    expect(await ended.exit).toMatchObject({ exitCode: 0 });
    return ended.seen();
  };
  expect(await person()).toContain(told);
  expect(await person('--quiet')).not.toContain('Fetching');
  const { cwd, env } = place();
  expect(await runProgram([...words, ...answers], { cwd, env })).toMatchObject({ exitCode: 0, stderr: '' });
  await slow.close();
});

test('a full commit is consent: the repository is made, and says what it was made from', async () => {
  const run = place();
  const ended = await create(source(commit), run, '--set', 'team=payments');
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  const document = JSON.parse(ended.stdout);
  expect(document.template).toMatchObject({
    name: 'acme-flask',
    source: source(commit),
    next: ['Ask #platform for a domain'],
  });
  expect(document.template.acting).toContainEqual({ path: '.envrc', why: 'the shell obeys it' });
  const files = filesIn(join(run.cwd, 'my-app'));
  expect(files.get('docs/owner.yaml')).toBe('team: "payments"\n');
  expect(files.has('compose.yaml')).toBe(false);
  const record = JSON.parse(files.get('.create-flask-container.json')!);
  expect(record).toMatchObject({
    template: source(commit),
    templateHash: document.template.contentHash,
    set: { team: 'payments' },
    registry: 'registry.acme.example',
  });
  expect(document.files).toContainEqual(expect.objectContaining({ path: 'tools/hello', mode: '0755' }));
  expect(leftIn(run.env['TMPDIR']!)).toEqual([]);
});

test('the replay line and the saved answers make the same bytes', async () => {
  const first = place();
  const ended = await create(source(commit), first, '--set', 'team=payments');
  const { replay } = JSON.parse(ended.stdout);
  const again = place();
  expect(await runProgram(replay, again)).toMatchObject({ exitCode: 0 });
  expect(filesIn(join(again.cwd, 'my-app'))).toEqual(filesIn(join(first.cwd, 'my-app')));
  const saved = place();
  const config = join(first.cwd, 'my-app', '.create-flask-container.json');
  expect(await runProgram(['my-app', '--config', config, '--no-git', '--yes'], saved)).toMatchObject({ exitCode: 0 });
  expect(filesIn(join(saved.cwd, 'my-app'))).toEqual(filesIn(join(first.cwd, 'my-app')));
});

test.each(['main', 'v1', 'annotated'])('%s is not pinned: exit 77, with the pinned form to paste', async (ref) => {
  team.git('tag', '--force', 'v1');
  team.git('tag', '--force', '--annotate', 'annotated', '--message', 'One');
  team.git('push', '--quiet', '--force', '--tags', 'origin');
  const run = place();
  const ended = await create(source(ref), run);
  expect(ended.exitCode).toBe(77);
  const [problem] = problems(ended.stdout);
  expect(problem).toMatchObject({ code: 'untrusted', fix: `--template '${source(commit)}'` });
  expect(problem!.message).toContain(`${ref === 'main' ? 'branch' : 'tag'} ${ref} is`);
  expect(filesIn(run.cwd).size).toBe(0);
  const pasted = /--template '([^']+)'/.exec(problem!.fix!)![1]!;
  expect(await create(pasted, run)).toMatchObject({ exitCode: 0 });
});

test('a template in a sub-folder', async () => {
  const repository = newRepository(server.root, 'many.git');
  const many = repository.publish(
    Object.fromEntries(Object.entries(ALONE).map(([path, text]) => [`templates/one/${path}`, text])),
  );
  const run = place();
  expect(await create(source(`${many}::templates/one`, 'many.git'), run)).toMatchObject({ exitCode: 0 });
  expect(filesIn(join(run.cwd, 'my-app')).get('README.md')).toBe('# Alone\n');
  const missing = await create(source(`${many}::templates/two`, 'many.git'), run);
  expect(missing.exitCode).toBe(2);
  expect(problems(missing.stdout)[0]!.message).toContain('the commit has no folder "templates/two"');
});

describe('the cache', () => {
  test('makes a pinned template work without the network', async () => {
    const own = await serveGit(server.root);
    const run = place();
    const pinned = `git+${own.url}/team.git#${commit}`;
    expect(await create(pinned, run)).toMatchObject({ exitCode: 0 });
    const first = filesIn(join(run.cwd, 'my-app'));
    await own.close();
    const offline = { ...place(), env: run.env };
    expect(await create(pinned, offline)).toMatchObject({ exitCode: 0 });
    expect(filesIn(join(offline.cwd, 'my-app'))).toEqual(first);
    const other = await create(`git+${own.url}/team.git#${'1'.repeat(40)}`, offline);
    expect(other.exitCode).toBe(75);
    expect(problems(other.stdout)[0]).toMatchObject({ code: 'network' });
  });

  test('notices a file that was changed', async () => {
    const run = place();
    await create(source(commit), run);
    const kept = cacheFiles(run.env['XDG_CACHE_HOME']!)[0]!;
    writeFileSync(kept, readFileSync(kept).subarray(0, -1));
    const again = { ...place(), env: run.env };
    const ended = await create(source(commit), again);
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout).notes).toContain(
      'the cached copy of the template had been changed, and was thrown away',
    );
    expect(filesIn(join(again.cwd, 'my-app')).get('tools/hello')).toContain('echo hello');
  });

  test('that cannot be written is a note, not a failure', async () => {
    const run = place();
    writeFileSync(join(run.env['XDG_CACHE_HOME']!, 'create-flask-container'), 'in the way');
    const ended = await create(source(commit), run);
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout).notes[0]).toContain('the template could not be kept for the next run');
  });

  test('filled by many runs at once stays whole', async () => {
    const runs = Array.from({ length: 4 }, place).map((run, _, [first]) => ({ ...run, env: first!.env }));
    const ended = await Promise.all(runs.map((run) => create(source(commit), run)));
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(cacheFiles(runs[0]!.env['XDG_CACHE_HOME']!)).toHaveLength(1);
    expect(await create(source(commit), { ...place(), env: runs[0]!.env })).toMatchObject({ exitCode: 0 });
  });
});

describe('refused or gone', () => {
  test.each([
    ['a repository that is not there', () => source(commit, 'nothing.git'), 75, /there is no such repository/],
    ['a branch that is not there', () => source('nothing'), 2, /there is no branch or tag "nothing"/],
    ['a short commit', () => source(commit.slice(0, 10)), 2, /a commit is written with all of its digits/],
    ['a commit that is not there', () => source('0123456789'.repeat(4)), 2, /does not give commit/],
    ['a host that is not there', () => `git+https://nothing.invalid/x.git#${commit}`, 75, /cannot be reached/],
  ])('%s', async (_, name, exitCode, words) => {
    const run = place();
    const ended = await create(name(), run);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toMatch(words);
    expect(filesIn(run.cwd).size).toBe(0);
    expect(leftIn(run.env['TMPDIR']!)).toEqual([]);
  });

  test('a name that is a branch and a tag', async () => {
    const repository = newRepository(server.root, 'twins.git');
    const first = repository.publish(ALONE);
    repository.git('tag', 'twin');
    repository.publish({ 'files/more.txt': 'more\n' });
    repository.git('push', '--quiet', 'origin', 'refs/tags/twin', 'HEAD:refs/heads/twin');
    const ended = await create(source('twin', 'twins.git'), place());
    expect(ended.exitCode).toBe(2);
    expect(problems(ended.stdout)[0]!.fix).toContain(first);
  });

  test('a host that asks for a password, which is never asked for', async () => {
    const closed = await serveGit(server.root, (_, response) => {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      return true;
    });
    const ended = await create(`git+${closed.url}/team.git#${commit}`, place());
    await closed.close();
    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain('the host refused access');
  });

  test('a host that never answers ends with the time that --timeout allows', async () => {
    const silent = await serveGit(server.root, () => true);
    const began = Date.now();
    const ended = await create(`git+${silent.url}/team.git#${commit}`, place(), '--timeout', '1');
    await silent.close();
    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain('--timeout');
    expect(Date.now() - began).toBeLessThan(8000);
  });

  test('a transfer that is cut off', async () => {
    const cut = await serveGit(server.root, (request, response) => {
      if (request.method !== 'POST') return false;
      response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' });
      response.write('0008');
      setTimeout(() => response.destroy(), 50);
      return true;
    });
    const run = place();
    const ended = await create(`git+${cut.url}/team.git#${commit}`, run);
    await cut.close();
    expect(ended.exitCode).toBe(75);
    expect(cacheFiles(run.env['XDG_CACHE_HOME']!)).toEqual([]);
    expect(leftIn(run.env['TMPDIR']!)).toEqual([]);
  });

  test('another content than the saved answers record', async () => {
    const run = place();
    writeFileSync(
      join(run.cwd, 'answers.json'),
      JSON.stringify({ template: source(commit), templateHash: `sha256-${'0'.repeat(64)}` }),
    );
    const ended = await runProgram(['my-app', '--config', 'answers.json', ...COMPLETE], run);
    expect(ended.exitCode).toBe(77);
    expect(ended.stderr).toContain('is recorded');
  });
});

test('saved answers take another pin when it is named', async () => {
  const first = place();
  await create(source(commit), first, '--set', 'team=payments');
  const next = team.publish({ 'files/new.txt': 'new\n' });
  const again = place();
  const config = join(first.cwd, 'my-app', '.create-flask-container.json');
  expect(await create(source(next), again, '--config', config)).toMatchObject({ exitCode: 0 });
  const files = filesIn(join(again.cwd, 'my-app'));
  expect(files.get('new.txt')).toBe('new\n');
  expect(files.get('docs/owner.yaml')).toBe('team: "payments"\n');
});

test('nothing of the machine or of the repository is run or obeyed while it is fetched', async () => {
  const run = place();
  const sentinel = join(run.cwd, 'ran');
  const script = join(newFolder(), 'script');
  writeFileSync(script, `#!/bin/sh\ntouch '${sentinel}'\ncat\n`);
  chmodSync(script, 0o755);
  const hooks = newFolder();
  for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'fsmonitor-watchman'])
    symlinkSync(script, join(hooks, hook));
  const home = newFolder();
  writeFileSync(
    join(home, '.gitconfig'),
    `[core]\n hooksPath = ${hooks}\n fsmonitor = ${script}\n[filter "x"]\n smudge = ${script}\n required = true\n[init]\n templateDir = ${hooks}\n`,
  );
  const repository = newRepository(server.root, 'filtered.git');
  const filtered = repository.publish({
    ...ALONE,
    'files/dot-gitattributes': '* filter=x\n',
    '.gitattributes': '* filter=x\n',
    'files/a.txt': '$Id$\n',
  });
  mkdirSync(join(run.cwd, 'elsewhere'));
  const ended = await create(source(filtered, 'filtered.git'), {
    cwd: run.cwd,
    env: {
      ...run.env,
      HOME: home,
      GIT_DIR: join(run.cwd, 'elsewhere'),
      GIT_WORK_TREE: run.cwd,
      GIT_EXTERNAL_DIFF: script,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.sshCommand',
      GIT_CONFIG_VALUE_0: script,
    },
  });
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(existsSync(sentinel)).toBe(false);
  expect(filesIn(join(run.cwd, 'elsewhere')).size).toBe(0);
  expect(filesIn(join(run.cwd, 'my-app')).get('a.txt')).toBe('$Id$\n');
});

test('over a transport that is like ssh', async () => {
  const run = place();
  const ssh = join(newFolder(), 'ssh');
  const log = join(run.cwd, 'ssh.log');
  // Called as: ssh [options] host command; the command names the repository by its path on the host.
  writeFileSync(
    ssh,
    `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nwhile [ "$1" != git@example.com ]; do shift; done\nshift\ncd '${server.root}' && eval "$(echo "$*" | sed "s#'/acme/#'./#")"\n`,
  );
  chmodSync(ssh, 0o755);
  const ended = await create(`git+ssh://git@example.com/acme/team.git#${commit}`, {
    ...run,
    env: { ...run.env, GIT_SSH_COMMAND: ssh },
  });
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(readFileSync(log, 'utf8')).toContain("git-upload-pack '/acme/team.git'");
  expect(JSON.parse(ended.stdout).template.source).toBe(`git+ssh://git@example.com/acme/team.git#${commit}`);
});

test('no git, or a PATH that names a file: 69, and what to do', async () => {
  const run = place();
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  for (const PATH of ['/nonexistent', file]) {
    const ended = await create(source(commit), { ...run, env: { ...run.env, PATH } });
    expect(ended.exitCode).toBe(69);
    expect(problems(ended.stdout)[0]).toMatchObject({
      message: expect.stringContaining('git was not found'),
      fix: expect.any(String),
    });
  }
});
