import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, newFolder } from '../kit/program';

/** What npm says of a package that it cannot give, in words for people. */

/** An npm that fails with these words. */
const failing = (stdout: string, stderr: string): string => {
  const bin = newFolder();
  writeFileSync(join(bin, 'out'), stdout);
  writeFileSync(join(bin, 'err'), stderr);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\ncat '${bin}/out'\ncat '${bin}/err' >&2\nexit 1\n`, { mode: 0o755 });
  return `${bin}:/usr/bin:/bin`;
};

test.each([
  [
    '{"error": {"code": "ETARGET", "summary": "x"}}',
    '',
    2,
    'the registry has no version 9.9.9 of acme-starter',
    'npm view acme-starter versions',
  ],
  [
    '',
    'npm error code E404\nnpm error 404 Not Found\n',
    75,
    'the registry has no package acme-starter, or hides it from you',
    'check the name',
  ],
  [
    '{"error": {"code": "E401", "summary": "log \\"in\\" first\\nmore"}}',
    '',
    75,
    'the registry refused access: log "in" first',
    'npm login',
  ],
  [
    '',
    'npm error code EINTEGRITY\nnpm error sha512\n',
    77,
    'its archive is not what the registry says it is',
    'tell its publisher',
  ],
  [
    '',
    'npm error code TAR_BAD_ARCHIVE\nnpm error Unrecognized archive format\n',
    75,
    'the archive came incomplete: Unrecognized archive format',
    'run it again',
  ],
  ['', 'npm error code X\nnpm error max decompression ratio reached\n', 65, 'decompression ratio', 'do not use it'],
  ['', 'npm error code ENOTFOUND\nnpm error getaddrinfo\n', 75, 'ENOTFOUND: getaddrinfo', 'check the network'],
  ['', '', 75, 'npm gave no reason', 'check the network'],
])('npm says %j%j', async (stdout, stderr, exitCode, message, fix) => {
  const words = ['my-app', ...COMPLETE, '--template', 'npm:acme-starter@9.9.9', '--json'];
  const ended = await runProgram(words, { env: { PATH: failing(stdout, stderr) } });
  const [problem] = JSON.parse(ended.stdout).problems;
  expect([message, problem.message]).toEqual([message, expect.stringContaining(message)]);
  expect(problem.fix).toContain(fix);
  expect([message, ended.exitCode]).toEqual([message, exitCode]);
});
