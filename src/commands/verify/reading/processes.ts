/** One process of a container, from proc_pid_status(5) or from the engine's ps. */
export interface ProcessFacts {
  readonly pid: number;
  readonly name: string;
  /** Real, effective, saved and file-system ids, or the one that ps shows. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
  /** The effective capabilities as hexadecimal digits; undefined where only ps was there to ask. */
  readonly capabilities?: string;
  readonly noNewPrivileges?: boolean;
}

const numbers = (text: string): readonly number[] =>
  text
    .trim()
    .split(/\s+/)
    .filter((word) => /^\d+$/.test(word))
    .map(Number);

/**
 * @param text status files, one after the other
 * @returns the processes that they describe
 */
export const fromStatusFiles = (text: string): readonly ProcessFacts[] =>
  text
    .split(/^(?=Name:\t)/m)
    .filter((block) => block.startsWith('Name:'))
    .map((block) => {
      const field = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(block)?.[1];
      const capabilities = field('CapEff');
      const flag = field('NoNewPrivs');
      return {
        pid: Number(field('Pid')),
        name: field('Name') ?? '',
        uids: numbers(field('Uid') ?? ''),
        gids: numbers(field('Gid') ?? ''),
        groups: numbers(field('Groups') ?? ''),
        ...(capabilities === undefined ? {} : { capabilities: capabilities.trim() }),
        ...(flag === undefined ? {} : { noNewPrivileges: flag.trim() === '1' }),
      };
    });

/**
 * @param text what `docker top <container> -eo pid,uid,gid,comm` shows
 * @returns the processes, numbered as the engine's machine numbers them
 */
export const fromTop = (text: string): readonly ProcessFacts[] =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null)
    .map(([, pid, uid, gid, name]) => ({
      pid: Number(pid),
      name: name!.trim(),
      uids: [Number(uid)],
      gids: [Number(gid)],
      groups: [],
    }));

/** The engine's own, on their way to become a health check: `runc:[2:INIT]`, crun, youki. */
const OF_THE_ENGINE = /^(runc(:\[.*)?|crun|youki|\[?exe\]?)$/;

/** @returns the processes of the image: what the engine itself is starting, or what was gone at a second look, is none. */
export const lasting = (first: readonly ProcessFacts[], second: readonly ProcessFacts[]): readonly ProcessFacts[] => {
  const there = new Set(second.map(({ pid, name }) => `${pid} ${name}`));
  const stayed = first.filter(({ pid, name }) => !OF_THE_ENGINE.test(name) && there.has(`${pid} ${name}`));
  return stayed.length > 0 ? stayed : second.filter(({ name }) => !OF_THE_ENGINE.test(name));
};

/** @returns `gunicorn (1)`. */
export const processName = ({ name, pid }: ProcessFacts): string => `${name} (${pid})`;
