import { shown } from '../../text/shown';
import { COMPOSE_NAMES } from '../compose-files';
import { mappingOf } from '../compose-merge';
import { at, type Findings, fact } from './fact';
import { isStep, launchOf } from './launch';
import type { Looked } from './looked';
import { listed, nameOf, refusal } from './source-tree';

/** Files of ours that may be there already, by any name that is read for them. */
const OURS: readonly RegExp[] = [
  /^(?:Dockerfile|Containerfile|dockerfile)$/,
  /^\.dockerignore$/,
  new RegExp(`^(?:${COMPOSE_NAMES.map((name) => name.replace('.', '\\.')).join('|')})$`),
  /^gunicorn\.conf\.py$/,
  /^\.github\/workflows\/[^/]+\.ya?ml$/,
  /^\.github\/dependabot\.ya?ml$/,
  /^\.env\.example$/,
  /^docker\//,
];

const STEP_FILES = ['Procfile', 'heroku/Procfile'] as const;

/** Names what is done once before the app starts. */
export const findStartup = async ({ tree, containers }: Looked): Promise<Findings> => {
  const steps = new Map<string, string>();
  for (const { launch, from } of containers.starts)
    for (const step of launch.before) if (!steps.has(step)) steps.set(step, from);
  for (const path of STEP_FILES) {
    const text = (await tree.first([path]))?.text ?? '';
    const [whole = '', command] = /^release:\s*(.+)$/m.exec(text) ?? [];
    if (command !== undefined && !steps.has(command))
      steps.set(command.trim(), at(path, text.slice(0, text.indexOf(whole)).split('\n').length));
  }
  const services = Object.entries(mappingOf(containers.compose.document.services));
  for (const [, service] of services) {
    const { command } = mappingOf(service);
    const text = typeof command === 'string' ? command : '';
    if (isStep(text) && launchOf(text) === undefined) steps.set(text, containers.compose.file?.path ?? '');
  }
  return { facts: [...steps].map(([step, from]) => fact('startup', step, from, 'release')), problems: [], notes: [] };
};

/** Says whether the app's own tests can run in the pipeline. */
export const findTests = async ({ tree, dependencies }: Looked): Promise<Findings> => {
  const tests = tree.paths.filter((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/.test(path));
  const pytest =
    [...dependencies.direct, ...dependencies.development].find(({ name }) => name === 'pytest') ??
    (await pytestBeside(tree));
  if (tests.length === 0) return { facts: [fact('tests', false, 'default', 'default')], problems: [], notes: [] };
  if (!pytest)
    return {
      facts: [fact('tests', false, tests[0]!, 'there')],
      problems: [],
      notes: [`the tests (${shown(tests[0]!)}) are left out of the pipeline: pytest is not among the dependencies`],
    };
  return { facts: [fact('tests', true, pytest.from, 'pytest')], problems: [], notes: [] };
};

const pytestBeside = async (tree: Looked['tree']): Promise<{ readonly from: string } | undefined> => {
  for (const path of tree.paths
    .filter((each) => /(?:^|\/)[\w./-]*requirements[\w./-]*\.txt$/.test(each))
    .slice(0, 20)) {
    const lines = ((await tree.text(path))?.text ?? '').split('\n');
    const index = lines.findIndex((line) => /^\s*pytest(?![\w.-])/i.test(line));
    if (index >= 0) return { from: at(path, index + 1) };
  }
  return undefined;
};

/** Names files that are there and that adopt would write, and refuses what it cannot write. */
export const findExisting = async ({ tree, containers }: Looked): Promise<Findings> => {
  const facts = tree.paths
    .filter((path) => OURS.some((pattern) => pattern.test(path)))
    .sort()
    .map((path) => fact('existing', path, path, 'there'));
  const foreign = containers.dockerfiles.flatMap(({ path, foreign: images }) =>
    images.map((image) => ({ path, image })),
  );
  const [first] = foreign;
  const npm = containers.dockerfiles.length === 0 ? await buildScript(tree) : undefined;
  const environments =
    tree.environments.length > 0
      ? [`a virtual environment lies in ${listed(tree.environments)}: it is kept out of the image`]
      : [];
  const unread = tree.unread.length > 0 ? [`too large, or not to be read: ${listed([...new Set(tree.unread)])}`] : [];
  return {
    facts,
    problems: [
      ...(first
        ? [
            refusal(
              '--dockerfile',
              `${shown(first.path)} builds with ${shown(first.image)} too, which adopt does not write`,
              'add --dockerfile keep: the Dockerfile stays as it is',
            ),
          ]
        : []),
      ...(npm === undefined
        ? []
        : [
            refusal(
              'directory',
              `${npm} builds a part of the app with Node, and there is no Dockerfile that does`,
              'write a Dockerfile that builds it, and run this again with --dockerfile keep',
            ),
          ]),
    ],
    notes: [...environments, ...unread],
  };
};

/** A script called build of the app's own package.json. */
const buildScript = async (tree: Looked['tree']): Promise<string | undefined> => {
  const path = tree.paths.find((each) => nameOf(each) === 'package.json' && each === 'package.json');
  if (path === undefined) return undefined;
  try {
    const { scripts } = mappingOf(JSON.parse((await tree.text(path))?.text ?? ''));
    return typeof mappingOf(scripts).build === 'string' ? path : undefined;
  } catch {
    return undefined;
  }
};

/** Switches of development that are left behind. */
export const findLeftBehind = async ({ tree, containers }: Looked): Promise<Findings> => {
  const notes: string[] = [];
  for (const module of await tree.modules())
    for (const { node } of module.calls) {
      const debug = /\.run$/.test(module.python.callee(node) ?? '')
        ? module.python.arguments(node).named.get('debug')
        : undefined;
      if (debug && module.python.of(debug) === 'True')
        notes.push(`debug=True (${shown(at(module.path, module.python.lineOf(node)))}) is not carried over`);
    }
  for (const [name, service] of Object.entries(mappingOf(containers.compose.document.services))) {
    const { volumes, container_name } = mappingOf(service);
    const mounts = (Array.isArray(volumes) ? volumes : []).map(String);
    if (mounts.some((mount) => mount.includes('docker.sock')))
      notes.push(`the socket of docker, which ${shown(name)} gets, is not carried over`);
    if (mounts.some((mount) => /^\.{1,2}(?:\/|:)/.test(mount)))
      notes.push(`the source that is mounted into ${shown(name)} is not carried over`);
    if (container_name !== undefined) notes.push(`the container_name of ${shown(name)} is not carried over`);
  }
  return { facts: [], problems: [], notes };
};
