import { appName, registryUser } from '../../project/grammar';
import { at, type Fact, type Findings, fact } from './fact';
import type { Looked } from './looked';

/** A name as ours are written: small letters, digits, single hyphens. */
const fitted = (name: string): string | undefined => {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-\d]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return appName(plain) === undefined ? plain : undefined;
};

const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$|^localhost(?::\d+)?$/;

/** Where an image is published; undefined for one that is not the owner's, or not to be read. */
const publishedOf = (reference: string): { readonly registry: string; readonly user: string } | undefined => {
  const name = reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  if (/[${}\s]/.test(name) || !name.includes('/')) return undefined;
  const [first = '', ...rest] = name.split('/');
  const hasHost = HOST.test(first);
  const user = (hasHost ? rest : [first, ...rest]).slice(0, -1).join('/');
  return user !== '' && registryUser(user) === undefined
    ? { registry: hasHost ? first : 'docker.io', user }
    : undefined;
};

type Found = {
  readonly registry: string;
  readonly user: string;
  readonly from: string;
  readonly rule: 'image' | 'origin';
};

const fromImages = async ({ tree, containers }: Looked): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const path of tree.paths.filter((each) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(each))) {
    const lines = ((await tree.text(path))?.text ?? '').split('\n');
    lines.forEach((line, index) => {
      const [, image] =
        /^\s*(?:-\s*)?(?:images|tags|image|IMAGE\w*)\s*:\s*["']?([\w./:-]+\/[\w./:-]+)["']?\s*$/.exec(line) ?? [];
      const published = image === undefined ? undefined : publishedOf(image);
      if (published) found.push({ ...published, from: at(path, index + 1), rule: 'image' });
    });
  }
  for (const { image } of containers.services) {
    const published = image === undefined ? undefined : publishedOf(image);
    if (published) found.push({ ...published, from: containers.compose.file?.path ?? '', rule: 'image' });
  }
  return found;
};

const fromOrigin = async ({ tree }: Looked): Promise<readonly Found[]> => {
  const config = (await tree.text('.git/config'))?.text ?? '';
  const [, section = ''] = /^\[remote "origin"\]\s*\n((?:[ \t].*\n?)*)/m.exec(config) ?? [];
  const [, owner] =
    /url\s*=\s*(?:https:\/\/(?:[^@/\s]*@)?github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])([\w.-]+)\//.exec(section) ??
    [];
  const user = owner?.toLowerCase() ?? '';
  return user !== '' && registryUser(user) === undefined
    ? [{ registry: 'ghcr.io', user, from: '.git/config', rule: 'origin' }]
    : [];
};

const registryFacts = async (looked: Looked): Promise<readonly Fact[]> => {
  const all = [...(await fromImages(looked)), ...(await fromOrigin(looked))];
  const [first] = all;
  if (!first) return [fact('registry', 'none', 'default', 'default')];
  const others = [
    ...new Set(
      all
        .filter(({ registry, user }) => registry !== first.registry || user !== first.user)
        .map(({ registry, user }) => `${registry}/${user}`),
    ),
  ];
  return [
    fact('registry', first.registry, first.from, first.rule, others),
    fact('registryUser', first.user, first.from, first.rule),
  ];
};

/** Decides the name, and where the image is published. */
export const findNaming = async (looked: Looked): Promise<Findings> => {
  const { dependencies, folder } = looked;
  const { manifest } = dependencies;
  const own = manifest?.name === undefined ? undefined : fitted(manifest.name);
  const inFolder = fitted(folder);
  const name =
    own !== undefined
      ? fact('name', own, manifest!.path, 'project', inFolder === undefined || inFolder === own ? [] : [inFolder])
      : fact(
          'name',
          inFolder ?? 'app',
          inFolder === undefined ? 'default' : '.',
          inFolder === undefined ? 'default' : 'folder',
        );
  const told = own !== undefined && own !== manifest!.name ? [`the name of the project is written ${own} here`] : [];
  const registry = await registryFacts(looked);
  const none =
    registry[0]!.value === 'none'
      ? ['no registry was found: the image is not published; update --registry changes it later']
      : [];
  return { facts: [name, ...registry], problems: [], notes: [...told, ...none] };
};
