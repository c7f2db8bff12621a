import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP, CMD, HEAD, repository, verify } from '../../kit/stranger';

/** Files in the images of others: what packages bring, what only root reaches, and what all may write. */

jest.setTimeout(300_000);

/** Put together here, so that no scanner takes this file for a leak. */
const URL_IN_PACKAGE = ['mysql', '://root:toolbox1', '@localhost/toolbox'].join('');

/** A wheel as an index gives it: what is installed from a folder is the repository's own. */
const MAKE_WHEEL = String.raw`import zipfile
record = "toolbox-1.0.dist-info/RECORD"
files = {
    "toolbox.py": "",
    "toolbox-1.0.data/data/etc/toolbox/x.py": "# ${URL_IN_PACKAGE}\n",
    "toolbox-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: toolbox\nVersion: 1.0\n",
    "toolbox-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
files[record] = "".join(f"{name},,\n" for name in [*files, record])
with zipfile.ZipFile("/tmp/toolbox-1.0-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
`;

const REST = HEAD.split('\n').slice(1).join('\n');

test('what packages bring and what only root reaches is not held against the image', async () => {
  const folder = repository({
    'make_wheel.py': MAKE_WHEEL,
    Dockerfile: `FROM python:3.13-slim AS wheel
COPY make_wheel.py /
RUN python3 /make_wheel.py

FROM python:3.13-slim
RUN --mount=from=wheel,source=/tmp,target=/wheels pip install --no-cache-dir --no-index --find-links /wheels toolbox
RUN install -m 666 /dev/null /root/note.txt
${REST}${CMD}`,
  });
  const told = await verify(folder, 'secrets,files');
  expect(told).toMatchObject({ exitCode: 0, status: { secrets: 'pass', files: 'pass' } });
  // The same text in a file of the repository's own is a secret.
  writeFileSync(join(folder, 'app.py'), `${APP}\nURL = "${URL_IN_PACKAGE}"\n`);
  expect(await verify(folder, 'secrets')).toMatchObject({ exitCode: 1, status: { secrets: 'fail' } });
});

test('files that all may write are closed by the printed line', async () => {
  const open = HEAD.replace('USER', 'RUN touch /app/one /app/two && chmod 666 /app/one /app/two\nUSER');
  const folder = repository({ Dockerfile: `${open}${CMD}` });
  const told = await verify(folder, 'files');
  expect(told).toMatchObject({ exitCode: 1, status: { files: 'fail' } });
  const line = /RUN chmod .*$/.exec(told.fix['files']!)![0];
  writeFileSync(join(folder, 'Dockerfile'), `${open.replace('USER', `${line}\nUSER`)}${CMD}`);
  expect(await verify(folder, 'files')).toMatchObject({ exitCode: 0, status: { files: 'pass' } });
});
