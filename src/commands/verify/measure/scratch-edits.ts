import type { ContextFile } from '../evidence';

/** Files that are no part of the running app. */
const NOT_SOURCE =
  /(^|\/)(tests?|docs|examples?|scripts|docker|migrations)\/|(^|\/)(setup|conftest|gunicorn\.conf|gunicorn_config|noxfile|manage|wsgi_test|test_[^/]*|[^/]*_test)\.py$/;
const REQUIREMENTS =
  /(^|\/)(requirements[^/]*\.(?:txt|in)|requirements\/[^/]+\.txt|constraints[^/]*\.txt|pyproject\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile|Pipfile\.lock|setup\.cfg|environment\.ya?ml)$/;

/** @returns the Python sources that reach a build, likeliest part of the app first: nearest to the root. */
export const sourcesOf = (files: readonly ContextFile[]): readonly string[] =>
  files
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.py') && !NOT_SOURCE.test(path))
    .sort((one, other) => one.split('/').length - other.split('/').length || (one < other ? -1 : 1));

/** @returns the files that name what is to be installed. */
export const requirementsOf = (files: readonly ContextFile[]): readonly string[] =>
  files.map(({ path }) => path).filter((path) => REQUIREMENTS.test(path));

/**
 * @param mark bytes that no earlier build has seen, or its cache would answer
 * @returns the text with a line that changes nothing but its bytes
 */
export const withMark = (path: string, text: string, mark: string): string =>
  path.endsWith('Pipfile.lock')
    ? `${text}\n${' '.repeat(1 + (Number.parseInt(mark.slice(0, 3), 16) % 4000))}\n`
    : `${text.endsWith('\n') || text === '' ? text : `${text}\n`}# ${mark}\n`;

/** Files that must never reach a build: planted in a copy to see whether they do. */
export const PLANTED = ['.git/config', '.env', 'server.key', 'server.pem', 'id_ed25519'] as const;
/** The same one folder down: patterns of .dockerignore are anchored at its root. */
export const PLANTED_BELOW = ['.env', 'server.key'] as const;
