import { type Contract, fail, pass } from '../contract';
import type { Evidence, Image, Running } from '../evidence';
import { type Fix, fixWith } from '../fixes/edit';
import { uvBelowTmp, writtenBelowTmp } from '../fixes/of-runs';
import { LONGEST_LINE, runWithout, servedText } from './hardened';

/** As Python, C programs, nginx and shells name what they could not write. */
const REFUSED: readonly RegExp[] = [
  /Read-only file system: b?['"]([^'"]+)['"]/,
  /["'`]([^"'`]+)["'`] failed \(30: Read-only/,
  /(?:create|open|touch|mkdir|write)\b[^'"`‘/]*['"`‘]?(\/[^'"`’:]+)['"`’]?: Read-only/i,
  /['"`](\/[^'"`]+)['"`][^\n]*(?:Read-only file system|os error 30)/,
  /(\/[\w./-]+): Read-only file system/,
  /(\/[\w./-]+): [^\n]*Read-only file system/,
];

/** @returns the first path that could not be written, where the app names one. */
const refusedPath = ({ logs }: Running): string | undefined => {
  for (const line of logs)
    for (const pattern of REFUSED) {
      const path = pattern.exec(line.slice(0, LONGEST_LINE))?.[1];
      if (path !== undefined) return path;
    }
  return undefined;
};

const READ_ONLY_DATABASE = /unable to open database file|attempt to write a readonly database/i;

/** One cause, one fix; the general one where the app does not say what it could not write. */
const fixOf = async (
  run: Running,
  image: Image,
  path: string | undefined,
  evidence: Evidence,
): Promise<string | Fix> => {
  const repository = await evidence.repository();
  const words = [...image.entrypoint, ...image.command].join(' ');
  const ofUv = /(^|\s|\/)uv run\b/.test(words) || run.logs.some((line) => /\buv\b.*cache|initialize cache/i.test(line));
  if (ofUv && (path === undefined || /uv|\.cache|\.venv/.test(path)))
    return fixWith(
      'uv run writes its cache and its environment at each start: start the program of the environment itself, CMD ["/app/.venv/bin/gunicorn", ...], or set ENV UV_CACHE_DIR=/tmp/uv UV_NO_SYNC=1',
      ...uvBelowTmp(repository),
    );
  if (run.logs.some((line) => READ_ONLY_DATABASE.test(line)))
    return 'keep the database on a volume, not in the image: the app opens a file that it may not write';
  if (path !== undefined) {
    const naming = await evidence.sources(
      (file) => file.text.includes(path) && file.path !== repository.dockerfile.path,
    );
    const words = `let it write below /tmp or to a volume, not to ${path}`;
    return fixWith(words, ...writtenBelowTmp(repository, path, naming));
  }
  return 'write only below /tmp: for gunicorn worker_tmp_dir = "/dev/shm" and control_socket_disable = True; no byte code at run time (PYTHONDONTWRITEBYTECODE=1); uploads and caches to a volume';
};

/** The container needs no writable root file system. */
export const readOnly: Contract = {
  id: 'read-only',
  title: 'It runs on a read-only file system',
  needs: 'image',
  expected: 'healthy and serving with --read-only and a tmpfs on /tmp',
  judge: async (evidence) => {
    const { run, why } = await runWithout(evidence, 'read-only');
    if (why === undefined) return pass(servedText(run), run.logs);
    const path = refusedPath(run);
    const named = path === undefined || why.includes(path) ? why : `${why}; it could not write ${path}`;
    return fail(named, await fixOf(run, await evidence.image(), path, evidence), run.logs);
  },
};
