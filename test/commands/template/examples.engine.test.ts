import { join } from 'node:path';
import { answer, build, docker, hostPort, removeLater, uniqueName } from '../../kit/engine';
import { newFolder, ROOT, runProgram } from '../../kit/program';

/** The two teams' templates, built and run on the real engine. */

jest.setTimeout(600_000);

test.each([
  ['acme-platform', 'core'],
  ['loom-data', 'worker'],
])('a repository from %s builds and answers', async (template, example) => {
  const cwd = newFolder();
  const name = uniqueName('team');
  const folder = join(ROOT, 'examples', template);
  const made = await runProgram(
    [name, '--template', folder, '--config', join(folder, 'examples', `${example}.yaml`), '--no-git', '--yes'],
    { cwd },
  );
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  removeLater('image', 'rm', '--force', name);
  await build(join(cwd, name), '--tag', name);
  const container = await docker(
    'run',
    '--detach',
    '--env',
    `SECRET_KEY=${'0'.repeat(64)}`,
    '--publish',
    '127.0.0.1::8000',
    name,
  );
  removeLater('rm', '--force', container);
  const response = await answer(`http://127.0.0.1:${await hostPort(container, 8000)}/healthz`);
  expect(response.status).toBe(200);
});
