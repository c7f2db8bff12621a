import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, newFolder, runProgram } from '../kit/program';
import { count } from './record';

/** A git that never ends is ended after a minute; the files stay. */

test('git hangs for ever', async () => {
  const bin = newFolder();
  writeFileSync(join(bin, 'git'), '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1; done\n', { mode: 0o755 });
  const start = Date.now();
  const ended = await runProgram(['my-app', ...COMPLETE], { env: { PATH: `${bin}:${process.env['PATH']}` } });
  count('git hangs for ever', ended);
  expect(ended.exitCode).toBe(74);
  expect(ended.stderr).toContain('git init did not end within 60 s');
  expect(Date.now() - start).toBeLessThan(80_000);
}, 120_000);
