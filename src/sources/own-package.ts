import { isExactVersion, type NpmSource } from './source';
import { isInArea } from './template-area';

/** How this program is called in a registry, and where its package keeps what a template is made of. */
const NAME = 'create-flask-container';
const FOLDER = 'templates/flask/';
const PINS = 'templates/pins.json';

/** Beside the files of the template: the versions that it asks for by name. */
export const PINS_FILE = 'pins.json';

/** @returns the path in the built-in template of what a package of this program holds. */
export const partOfOurs = (path: string): string | undefined => {
  if (path === PINS) return PINS_FILE;
  const below = path.startsWith(FOLDER) ? path.slice(FOLDER.length) : '';
  return isInArea(below) ? below : undefined;
};

/** @returns where the built-in template of a version is; undefined for what is no version of ours. */
export const ownSource = (version: string): NpmSource | undefined =>
  isExactVersion(version) ? { kind: 'npm', name: NAME, version, builtIn: true } : undefined;
