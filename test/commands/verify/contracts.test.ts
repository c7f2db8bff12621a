import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACT_IDS } from '../../../src/commands/verify/contract-ids';
import { CONTRACTS } from '../../../src/commands/verify/contracts';
import { readElf } from '../../../src/commands/verify/reading/elf';
import { ROOT } from '../../kit/program';
import { MUTANTS } from '../../mutants/mutants';

/** One list of contracts: whatever tells about them says the same. */

const WORDS = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen'];

test('each id has its contract, in one order', () => {
  expect(CONTRACTS.map(({ id }) => id)).toEqual(CONTRACT_IDS);
});

test('README says how many there are, and docs/verify.md has a row for each in both of its tables', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain(`answers ${WORDS[CONTRACT_IDS.length - 10]} contracts`);
  const page = readFileSync(join(ROOT, 'docs', 'verify.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
  expect(rows.filter((id) => (CONTRACT_IDS as readonly string[]).includes(id!))).toEqual([
    ...CONTRACT_IDS,
    ...CONTRACT_IDS,
  ]);
});

test('each has a mutant that breaks it', () => {
  const broken = new Set(MUTANTS.map(({ expected }) => expected));
  expect(CONTRACT_IDS.filter((id) => !broken.has(id))).toEqual([]);
});

test('what is no object, cut short or full of lies is not read as one', () => {
  const node = readFileSync(process.execPath);
  expect(readElf(node)).toMatchObject({ bits: 64, interpreter: expect.stringContaining('ld-linux') });
  expect(readElf(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
  for (const length of [4, 20, 63, 64, 100, 1000]) expect(() => readElf(node.subarray(0, length))).not.toThrow();
  const lying = Buffer.from(node.subarray(0, 4096));
  lying.fill(0xff, 32);
  expect(() => readElf(lying)).not.toThrow();
});
