import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from '../../kit/program';

/** Engines that a proof or a clean-up cannot use: nothing is begun, and what to do is said. */

interface Answers {
  /** What `docker info` prints and how it ends. */
  readonly info?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** What `docker buildx version` prints; without it the command fails. */
  readonly buildx?: string;
}

const GOOD = {
  info: JSON.stringify({ ServerVersion: '29.0.0', Name: 'here' }),
  buildx: 'github.com/docker/buildx v0.30.1 abc',
};

/** A docker that answers what it is asked first, and fails at everything else. */
const client = ({ info = '', stderr = '', exitCode = 0, buildx }: Answers): string => {
  const bin = newFolder();
  const script = `#!/bin/sh
case "$1 $2" in
  'info '*) echo '${info}'; echo '${stderr}' >&2; exit ${exitCode} ;;
  'buildx version') ${buildx === undefined ? 'exit 1' : `echo '${buildx}'`} ;;
  'context inspect') echo unix:///var/run/docker.sock ;;
  *) echo "asked for $*" >&2; exit 1 ;;
esac
`;
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 });
  return `${bin}:/usr/bin:/bin`;
};

const refused = async (path: string, command: string) => {
  const app = newFolder();
  writeFileSync(join(app, 'Dockerfile'), 'FROM scratch\n');
  const ended = await runProgram([command, app, '--json'], { env: { PATH: path } });
  const { problems } = JSON.parse(ended.stdout);
  return { exitCode: ended.exitCode, message: problems[0].message, fix: problems[0].fix };
};

const START = 'start it (systemctl start docker, or Docker Desktop), or point DOCKER_HOST at one';
const DENIED = 'permission denied while trying to connect';

test.each<[string, Answers, string, string]>([
  [
    'refuses the user',
    { stderr: `x\n${DENIED}`, exitCode: 1 },
    `the Docker engine refuses this user: ${DENIED}`,
    'add the user to the group "docker", or use a rootless engine',
  ],
  ['is not there', { stderr: 'no such host', exitCode: 1 }, 'the Docker engine cannot be reached: no such host', START],
  ['ends without a word', { exitCode: 3 }, 'the Docker engine cannot be reached: docker info exited with 3', START],
  ['says nothing', { info: '' }, 'the Docker engine cannot be reached: docker info exited with 0', START],
  [
    'has no server',
    { info: '{"ServerVersion":""}' },
    'the Docker engine cannot be reached: docker info exited with 0',
    START,
  ],
])('an engine that %s ends both commands with 69', async (_, answers, message, fix) => {
  for (const command of ['verify', 'clean'])
    expect(await refused(client(answers), command)).toEqual({ exitCode: 69, message, fix });
});

test.each<[string, Answers, string, string]>([
  [
    'an engine before 25',
    { ...GOOD, info: '{"ServerVersion":"24.0.9","Name":"old"}' },
    'Docker Engine 24.0.9 is too old: 25.0 or newer is needed',
    'update Docker Engine (https://docs.docker.com/engine/install/)',
  ],
  [
    'no buildx',
    { info: GOOD.info },
    'docker buildx, the client of BuildKit, was not found',
    'install the package docker-buildx-plugin, or docker-buildx',
  ],
  [
    'a buildx before 0.13',
    { ...GOOD, buildx: 'github.com/docker/buildx v0.12.1 abc' },
    'docker buildx 0.12.1 is too old: 0.13 or newer is needed',
    'update docker-buildx-plugin',
  ],
])('verify does not begin with %s', async (_, answers, message, fix) => {
  expect(await refused(client(answers), 'verify')).toEqual({ exitCode: 69, message, fix });
});

test('without docker both say where to get it', async () => {
  for (const command of ['verify', 'clean'])
    expect(await refused(newFolder(), command)).toEqual({
      exitCode: 69,
      message: 'docker was not found',
      fix: 'install Docker Engine (https://docs.docker.com/engine/install/) or Docker Desktop',
    });
});
