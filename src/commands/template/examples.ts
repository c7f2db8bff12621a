import { breath } from '../../machine/breath';
import type { World } from '../../machine/world';
import { yamlReader } from '../../machine/yaml-reader';
import { configLayer, type Layer } from '../../options/layers';
import { setLayers } from '../../options/set-layers';
import { CREATE_ANSWERS } from '../../project/schema';
import type { Team } from '../../sources/team-template';
import { readPlainYaml } from '../../template/manifest/plain-yaml';
import type { TemplateFile } from '../../template/template';
import { LIMITS } from '../../template/template';
import { shown, shownPath } from '../../text/shown';
import { isMapping } from '../../yaml/mapping';
import type { Finding } from './report';
import type { Trial } from './trials';

const NAME = /^examples\/[^/]+\.(ya?ml|json)$/;

const finding = (path: string, why: string, fix: string): Finding => ({
  code: 'config',
  message: `${path}: ${why}`,
  flag: path,
  fix,
});

/** What a config file may say beside answers: how a run goes about it means nothing here. */
const IGNORED = new Set([
  'generator',
  'template',
  'templateHash',
  'files',
  'yes',
  'dryRun',
  'diff',
  'onConflict',
  'json',
  'timeout',
  'quiet',
  'color',
]);

const nameOf = ({ path, origin }: TemplateFile): string => shownPath(origin ?? path);

/** Each answer on its own, so that it is told with its place; what is no mapping as it is. */
const setsOf = (set: unknown): readonly (readonly [key: readonly string[], document: unknown])[] => {
  if (set === undefined) return [];
  return isMapping(set) ? Object.entries(set).map(([key, value]) => [[key], { [key]: value }]) : [[[], set]];
};

const readOne = async (file: TemplateFile, team: Team, world: World): Promise<Trial | Finding> => {
  const { content } = file;
  const path = nameOf(file);
  if (content.length > LIMITS.exampleBytes)
    return finding(path, `it is larger than ${LIMITS.exampleBytes / 1024} KiB`, 'shorten it');
  const yaml = await readPlainYaml(Buffer.from(content).toString('utf8'), yamlReader(world));
  if ('reason' in yaml) return finding(`${path}:${yaml.at.line}:${yaml.at.column}`, shown(yaml.reason), yaml.fix);
  const document = yaml.value ?? {};
  if (!isMapping(document))
    return finding(path, 'it is no mapping of options to values', 'write lines such as: registryUser: acme');
  const at = (...keys: readonly string[]): string => {
    const { line, column } = yaml.placeOf(keys, 'key');
    return `${path}:${line}:${column}`;
  };
  const { set, ...answers } = Object.fromEntries(Object.entries(document).filter(([key]) => !IGNORED.has(key)));
  const given: readonly Layer[] = [
    ...Object.entries(answers).map(([key, value]) => configLayer(CREATE_ANSWERS, { [key]: value }, at(key))),
    ...setsOf(set).flatMap(([key, document]) =>
      setLayers({ flags: [], environment: {}, config: { document, name: at('set', ...key) } }, team.manifest.questions),
    ),
  ];
  return { id: file.path, layers: given };
};

/** @returns the examples of a template as trials, and a finding for each that cannot be read. */
export const exampleTrials = async (
  team: Team,
  world: World,
): Promise<{ readonly trials: readonly Trial[]; readonly findings: readonly Finding[] }> => {
  const named = team.examples.filter(({ path }) => NAME.test(path));
  const read: (Trial | Finding)[] = [];
  for (const file of named.slice(0, LIMITS.examples)) {
    await breath(world);
    read.push(await readOne(file, team, world));
  }
  if (named.length > LIMITS.examples)
    read.push(
      finding(
        'examples/',
        `it has ${named.length} examples; the first ${LIMITS.examples} are tried`,
        `keep at most ${LIMITS.examples}: one for each kind of repository that people make`,
      ),
    );
  const odd = team.examples
    .filter(({ path }) => !NAME.test(path))
    .map((file) =>
      finding(
        nameOf(file),
        'an example is a YAML or JSON file directly in examples/',
        'move it away, or end its name with .yaml',
      ),
    );
  return {
    trials: read.filter((one): one is Trial => 'layers' in one),
    findings: [...odd, ...read.filter((one): one is Finding => 'code' in one)],
  };
};
