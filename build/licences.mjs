// The packages whose code is in dist/, from what esbuild says that it read, with their licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** The folder of the package that a file belongs to; the innermost one where packages hold packages. */
const folderOf = (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

const read = (root, folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name}: its package.json names no licence`);
  const texts = readdirSync(join(root, folder))
    .filter((file) => TEXT.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return { name, version, license, texts };
};

/**
 * @param inputs paths of source files, relative to the root
 * @returns the packages, sorted by name
 */
export const bundledPackages = (root, inputs) => {
  const folders = new Set(inputs.map(folderOf).filter((folder) => folder !== undefined));
  const packages = new Map(
    [...folders].map((folder) => read(root, folder)).map((one) => [`${one.name}@${one.version}`, one]),
  );
  return [...packages.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
};

const COPYRIGHT = /^[ \t]*(Copyright (\([cC]\)|\u00a9|\d{4}|[A-Z][a-z])|(\([cC]\)|\u00a9) \d{4}).*$/gm;
const HEADING = /^\W*(the )?(mit|isc|apache|bsd)[ a-z0-9-]*licen[cs]e.*$/gim;

/** What a licence says but for whose it is: the same for most packages. */
const termsOf = (text) =>
  text
    .replace(COPYRIGHT, '')
    .replace(HEADING, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** The notices that go with the packages: their licences ask for it. Packages under the same terms share their text. */
export const noticesText = (packages) => {
  const sections = new Map();
  for (const { name, version, license, texts } of packages) {
    const text = texts.join('\n\n');
    const terms = termsOf(text) || `${license}, as its package.json says`;
    const key = terms.replace(/\W+/g, ' ').toLowerCase();
    const holders = (text.match(COPYRIGHT) ?? []).map((line) => `    ${line.trim()}`);
    const section = sections.get(key) ?? { terms, names: [] };
    section.names.push([`${name} ${version} (${license})`, ...new Set(holders)].join('\n'));
    sections.set(key, section);
  }
  return [
    'create-flask-container contains code of these packages under these terms.\n',
    ...[...sections.values()].map(({ names, terms }) => `${'='.repeat(80)}\n${names.join('\n')}\n\n${terms}\n`),
  ].join('\n');
};

/** docs/licences.md */
export const licencesMarkdown = (packages) => `# Licences

Made by \`npm run documents\`; do not edit. The published package depends on nothing; it contains code of these packages.
Their terms are in \`dist/LICENSES.txt\`.

| package | version | licence |
|---|---|---|
${packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`).join('\n')}
`;

/** A software bill of materials of the published package, CycloneDX 1.5. */
export const billOfMaterials = (own, packages) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      name: own.name,
      version: own.version,
      purl: `pkg:npm/${own.name}@${own.version}`,
      licenses: [{ license: { id: own.license } }],
    },
  },
  components: packages.map(({ name, version, license }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [license.includes(' ') ? { expression: license } : { license: { id: license } }],
  })),
});
