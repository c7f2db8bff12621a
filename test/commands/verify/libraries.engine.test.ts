import { runProgram } from '../../kit/program';
import { templateFolder } from '../../kit/team';

/** Whether every shared object of an image finds its libraries: told from the image's own bytes, on a real engine. */

const judged = async (lines: readonly string[]) => {
  const folder = templateFolder({
    Dockerfile: `${lines.join('\n')}\nCMD ["python", "-m", "http.server"]\n`,
    '.dockerignore': '*\n',
  });
  const ended = await runProgram(['verify', folder, '--only', 'libraries', '--json'], { timeout: 600_000 });
  return JSON.parse(ended.stdout).checks[0];
};

const BASE = 'FROM python:3.14-slim';
/** Two modules of the base that need a library of the system, put where the base has none. */
const COPIED = 'RUN mkdir /opt/app && cp $(python -c "import _sqlite3; print(_sqlite3.__file__)") /opt/app/';
const MOVED = 'RUN mkdir /opt/lib && mv /usr/lib/*-linux-gnu/libsqlite3.so* /opt/lib/';

test('a module that finds its libraries passes, and what is broken in the base is not this image’s', async () => {
  expect(await judged([BASE, COPIED])).toMatchObject({ status: 'pass', found: expect.stringMatching(/^1 programs/) });
}, 600_000);

test('a wheel that brings its libraries passes', async () => {
  const check = await judged([BASE, 'RUN pip install --no-cache-dir psycopg2-binary==2.9.11']);
  expect(check).toMatchObject({ status: 'pass' });
  expect(Number(/^(\d+)/.exec(check.found)![1])).toBeGreaterThan(5);
}, 600_000);

test('a library that was left in another stage fails, with the object that needs it', async () => {
  const check = await judged([BASE, COPIED, 'RUN rm /usr/lib/*-linux-gnu/libsqlite3.so*']);
  expect(check).toMatchObject({
    status: 'fail',
    found: expect.stringMatching(/^\/opt\/app\/_sqlite3\S+\.so needs libsqlite3\.so\.0$/),
    fix: expect.stringContaining('final stage'),
  });
}, 600_000);

test('a library that lies where nobody looks fails, and ldconfig or LD_LIBRARY_PATH mends it', async () => {
  const lost = await judged([BASE, COPIED, MOVED]);
  expect(lost).toMatchObject({ status: 'fail', found: expect.stringContaining('/opt/lib/libsqlite3.so.0') });
  const cached = await judged([BASE, COPIED, MOVED, 'RUN echo /opt/lib > /etc/ld.so.conf.d/own.conf && ldconfig']);
  expect(cached).toMatchObject({ status: 'pass' });
  const named = await judged([BASE, COPIED, MOVED, 'ENV LD_LIBRARY_PATH=/opt/lib']);
  expect(named).toMatchObject({ status: 'pass' });
}, 900_000);
