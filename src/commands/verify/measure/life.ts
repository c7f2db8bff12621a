import type { Docker } from '../../../machine/docker';
import type { Container } from './container';

/** What the engine tells of a container as it happens. An engine that tells nothing is asked now and then instead. */
export interface Life {
  /** Whether it has ended, as far as that was told. */
  readonly isOver: () => boolean;
  /** @returns once something was told that had not been before, or so many milliseconds have passed */
  readonly next: (most: number) => Promise<void>;
  /** Nobody listens any more. */
  readonly end: () => void;
}

const EVENTS = ['--filter', 'event=die', '--filter', 'event=health_status', '--format', '{{.Action}}'] as const;

/** Follows a container from its beginning on. */
export const follow = (docker: Docker, { id, created }: Container): Life => {
  const over = new AbortController();
  let [told, heard, isOver] = [0, 0, false];
  let wake = (): void => undefined;
  const since = created === '' ? [] : ['--since', created];
  docker
    .watch(['events', '--filter', `container=${id}`, ...EVENTS, ...since], {
      until: over.signal,
      onBytes: (bytes) => {
        told += 1;
        isOver ||= /^die/m.test(Buffer.from(bytes).toString('latin1'));
        wake();
      },
    })
    // Whoever waits asks the engine again all the same.
    .catch(() => undefined);
  return {
    isOver: () => isOver,
    next: (most) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, told > heard ? 0 : most);
        heard = told;
        wake = () => {
          clearTimeout(timer);
          heard = told;
          resolve();
        };
      }),
    end: () => over.abort(),
  };
};
