import { type Problem, Stop } from '../errors';
import type { World } from '../machine/world';
import { byPath } from '../plan/plan';
import type { CompiledTemplate, Pins, TemplateFile } from '../template/template';
import { isShebang } from '../template/template';
import { shown } from '../text/shown';
import { compileApart } from './compile';
import { fetchTemplate } from './fetch-template';
import { ownSource, PINS_FILE } from './own-package';
import { compiledBuiltIn } from './read-built-in';
import type { TeamSettings } from './team-template';

/** The built-in template of some version of this program. */
export interface BuiltIn {
  readonly template: CompiledTemplate;
  /** Keeps it in the cache, once it has proved to be what was recorded. Gives a note where that did not work. */
  readonly keep?: () => string | undefined;
}

const FILES = 'files/';

const pinsOf = (files: readonly TemplateFile[], version: string): Pins => {
  try {
    const text = Buffer.from(files.find(({ path }) => path === PINS_FILE)!.content).toString();
    const { actions = {}, versions = {} } = JSON.parse(text) as Partial<Pins>;
    return { actions, versions };
  } catch {
    const message = `create-flask-container ${version}: its ${PINS_FILE} cannot be read`;
    throw new Stop('data', [{ code: 'template', message }]);
  }
};

const noVersion = (version: string): Stop => {
  const problem: Problem = {
    code: 'invalid',
    message: `${shown(version)} is no version of create-flask-container`,
    value: version,
  };
  return new Stop('usage', [problem]);
};

/**
 * Gets the built-in template as a version of this program has it: from the program itself, from the cache, or from the
 * package of that version, which is read as a template and never run. Nothing proves it but what it renders to: hold
 * that against the ids of a record (`blobId`), and believe no other byte.
 * @param version as a record names its generator
 * @throws Stop: usage for what is no version or is not in the registry, network, unavailable, io, untrusted or data, as
 *   for any template of npm
 */
export const earlierBuiltIn = async (
  version: string,
  settings: Pick<TeamSettings, 'timeout' | 'progress' | 'offline'>,
  world: World,
): Promise<BuiltIn> => {
  if (version === world.version) return { template: compiledBuiltIn(world) };
  const source = ownSource(version);
  if (source === undefined) throw noVersion(version);
  const { files, keep } = await fetchTemplate(source, world, settings);
  const named = files
    .filter(({ path }) => path.startsWith(FILES))
    .map(({ path, content }) => ({ path: path.slice(FILES.length), content, executable: isShebang(content) }));
  const { template, problems } = await compileApart(
    { manifest: { format: 1, name: 'flask' }, files: named.sort(byPath), pins: pinsOf(files, version) },
    world,
  );
  if (problems.length > 0) throw new Stop('data', problems);
  return { template, ...(keep === undefined ? {} : { keep }) };
};
