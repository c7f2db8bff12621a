import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { docker, removeLater, uniqueName } from '../kit/engine';
import { written } from '../kit/linters';
import { repositoryOf } from '../kit/repositories';

/** Both platforms from one Dockerfile. Needs an engine that can run linux/arm64, natively or emulated. */

jest.setTimeout(900_000);

test('the image for linux/arm64 builds and starts', async () => {
  const folder = written(repositoryOf({}));
  const image = uniqueName('arm64');
  // Under emulation this takes minutes, longer than the other tests let a program run.
  await promisify(execFile)('docker', ['build', '--quiet', '--platform', 'linux/arm64', '--tag', image, folder]);
  removeLater('image', 'rm', '--force', image);
  expect(await docker('image', 'inspect', '--platform', 'linux/arm64', '--format', '{{.Architecture}}', image)).toBe(
    'arm64',
  );
  const words = ['run', '--rm', '--platform', 'linux/arm64', '--env', 'SECRET_KEY=a key for the tests only', image];
  const script =
    'import platform, my_app; print(platform.machine(), my_app.create_app().test_client().get("/healthz").status)';
  expect(await docker(...words, 'python', '-c', script)).toBe('aarch64 200 OK');
});
