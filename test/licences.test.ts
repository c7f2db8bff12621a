import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram, VERSION } from './kit/program';

/** Whose code the package carries: listed, allowed, and with the notices that the licences ask for. */

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PACKAGES: readonly { name: string; version: string; license: string }[] = JSON.parse(
  read('reports/packages.json'),
);

test('every package is listed, with its terms in the package', () => {
  expect(PACKAGES.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['execa', 'fs-extra', 'yargs-parser', 'yaml']),
  );
  const listed = read('docs/licences.md');
  const notices = read('dist/LICENSES.txt');
  for (const { name, version, license } of PACKAGES) {
    expect(listed).toContain(`| ${name} | ${version} | ${license} |`);
    expect(notices).toContain(`${name} ${version}`);
    expect(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']).toContain(license);
  }
  expect(listed.match(/^\| /gm)).toHaveLength(PACKAGES.length + 1);
});

test('the bill of materials names them and ourselves', async () => {
  const bill = JSON.parse(
    (await runProgram([join(ROOT, 'build', 'sbom.mjs')], { program: [process.execPath] })).stdout,
  );
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { version: VERSION } } });
  expect(bill.components.map(({ name }: { name: string }) => name)).toEqual(PACKAGES.map(({ name }) => name));
  for (const { purl } of bill.components) expect(purl).toMatch(/^pkg:npm\/(%40[^/]+\/)?[^/@]+@\d+\.\d+\.\d+/);
});
