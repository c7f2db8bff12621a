import type { Evidence, Hardening, Running } from '../evidence';

/** @returns in words why an app does not serve; undefined where it does. */
export const whyNotServing = ({
  served,
  exitCode,
  health,
  lastCheck,
  logs,
  notStarted,
}: Running): string | undefined => {
  const last = logs.at(-1);
  if (notStarted !== undefined) return `docker could not start it: ${notStarted} (exit code ${exitCode})`;
  if (exitCode !== undefined) return `it ended with exit code ${exitCode}${last === undefined ? '' : `: ${last}`}`;
  if (!served) return `no answer over HTTP${last === undefined ? '' : `; its last words: ${last}`}`;
  if (served.status >= 500) return `${served.path} answers ${served.status}`;
  if (health === 'unhealthy') return `its health check fails${lastCheck === '' ? '' : `: ${lastCheck}`}`;
  return undefined;
};

/** @returns `200 on /healthz, port 8000`. */
export const servedText = ({ served, health, readyMs }: Running): string =>
  `${served ? `${served.status} on ${served.path}, port ${served.port}, after ${(readyMs / 1000).toFixed(1)} s` : 'no answer'}${health === 'none' ? '' : `, ${health}`}`;

/**
 * Runs with everything taken away at once; only where that fails, with one thing alone, to tell which it was.
 * @returns the run that says how the app does without `what`
 */
export const runWithout = async (evidence: Evidence, what: Hardening): Promise<Running> => {
  const both = await evidence.hardened(['read-only', 'capabilities']);
  return whyNotServing(both) === undefined ? both : evidence.hardened([what]);
};
