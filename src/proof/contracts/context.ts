import { type Contract, fail, pass } from '../contract';
import { bytesText } from '../pairs';

/** Only what the image needs reaches the builder. */
export const context: Contract = {
  id: 'context',
  title: 'Secrets and history stay out of the build',
  needs: 'repository',
  expected: '.git, .env and keys do not reach the build context',
  judge: async (evidence) => {
    const { files, bytes, planted, ignoreFile } = await evidence.context();
    const largest = [...files]
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, 20)
      .map(({ path, bytes: size }) => `${path}: ${bytesText(size)}`);
    const size = `${files.length} files, ${bytesText(bytes)}`;
    if (planted.length === 0) return pass(`${size} reach it; .git, .env and keys do not`, largest);
    return fail(
      `a COPY could take ${planted.join(', ')} (${size} in all)`,
      ignoreFile === undefined
        ? 'add a .dockerignore that starts with ** and names what is needed: !requirements.txt, !src'
        : `name them in ${ignoreFile}: patterns start at its root, so write **/.env, **/*.pem, **/*.key, .git`,
      [...planted, ...largest],
    );
  },
};
