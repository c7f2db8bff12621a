import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../kit/program';
import { type Base, MUTANTS, type Mutant } from './mutants';

/** docs/mutants.md: what each mutant was caught by. A run of a part (-t) renews its part of the table. */

export const BASES: readonly Base[] = ['generated', 'guide', 'uv', 'scripted', 'wheels'];
const PAGE = join(ROOT, 'docs', 'mutants.md');

const baseCell = (base: Base): string => `\`${base}\`, unchanged`;
const mutantCell = ({ base, id }: Mutant): string => `\`${base}\`: ${id}`;

const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/sha256:[0-9a-f]+/g, 'sha256:...')
    .replaceAll(/\bref \S+::\S+/g, 'ref ...')
    .slice(0, 160);

const rowsOf = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/^\| ((?:[^|\\]|\\.)+?) \| .*$/gm)].map(([line, first]) => [first!, line]));

const pageOf = (rows: ReadonlyMap<string, string>): string => `# Mutants

A contract is worth what it catches. Each row is a good repository with one habit broken on purpose, the
contract that must say so, and what \`verify\` found. The repositories are the generated one and four in
styles seen in the wild (\`test/mutants/bases\`); the changes are data (\`test/mutants/mutants.ts\`).

Written by \`npm run test:mutants\`, on a real engine; ${MUTANTS.length} mutants.

| repository and change | must be caught by | found |
|---|---|---|
${[...BASES.map(baseCell), ...MUTANTS.map(mutantCell)].flatMap((first) => rows.get(first) ?? []).join('\n')}
`;

const renew = (first: string, rest: readonly string[]): void => {
  const rows = rowsOf(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '');
  rows.set(first, `| ${[first, ...rest].join(' | ')} |`);
  writeFileSync(PAGE, pageOf(rows));
};

/** Notes what a good repository was found to be. @param skipped ids of contracts with nothing to judge */
export const noteBase = (base: Base, skipped: readonly string[]): void =>
  renew(baseCell(base), ['-', skipped.length === 0 ? 'all pass' : `all pass; nothing to judge: ${skipped.join(', ')}`]);

/** Notes what was found of a mutant. */
export const noteMutant = (mutant: Mutant, found: string): void =>
  renew(mutantCell(mutant), [`\`${mutant.expected}\``, cell(found)]);
