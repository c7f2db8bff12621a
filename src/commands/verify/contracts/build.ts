import { type Contract, fail, pass, unjudged } from '../contract';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** What the builder may not read, of the folder and of this machine: no fault of the Dockerfile's. */
const UNREADABLE =
  /error from sender: .*(permission denied|input\/output error|file name too long|operation not permitted)/;

/** The engine's own trouble, whatever the repository holds. */
const ENGINE =
  /failed to create endpoint|no space left on device|cannot connect to the docker daemon|error during connect|error reading from server/i;

/** The image can be made from this folder as it is. */
export const build: Contract = {
  id: 'build',
  title: 'The image builds',
  needs: 'repository',
  expected: 'docker build ends well',
  judge: async (evidence) => {
    const { ok, milliseconds, steps, lastLines, line, reason, said } = await evidence.build();
    if (ok) {
      const reused = steps.filter(({ cached }) => cached).length;
      return pass(
        `built in ${seconds(milliseconds)}, ${steps.length} steps${reused > 0 ? `, ${reused} of them from the cache` : ''}`,
      );
    }
    if (ENGINE.test(reason ?? ''))
      return unjudged(`the engine could not go on: ${reason}`, 'mend the engine, then run it again');
    // Not even the Dockerfile was looked at: docker, its builder or its settings refused.
    if (steps.length === 0)
      return unjudged(`the build did not begin: ${reason ?? 'docker gave no reason'}`, 'mend what docker says');
    if (UNREADABLE.test(reason ?? ''))
      return unjudged(
        `a part of the build context cannot be read: ${reason!.replace(/^.*error from sender: /, '')}`,
        'let this user read it, or keep it out of the context with .dockerignore',
      );
    const where = line === undefined ? '' : `${line}: `;
    return fail(
      `${where}${reason ?? 'the build failed'}${said === undefined ? '' : `: ${said}`}`,
      line === undefined ? 'mend what the last lines of the build name' : `mend ${line}`,
      lastLines,
    );
  },
};
