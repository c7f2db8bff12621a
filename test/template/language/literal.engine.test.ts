import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carried, refused } from '../../kit/hostile';

/** Literals as Docker's own readers read them. */

const folder = mkdtempSync(join(tmpdir(), 'literal-'));
const tag = `literal-${process.pid}-${Date.now().toString(36)}`;
const docker = (...given: string[]): string =>
  execFileSync('docker', given, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

afterAll(() => {
  docker('image', 'rm', '--force', tag);
  rmSync(folder, { recursive: true });
});

const differing = (pairs: readonly (readonly [string, string | undefined])[]): unknown[] =>
  pairs.filter(([value, back]) => value !== back);

test('LABEL and ENV carry every text that a Dockerfile can show', () => {
  const texts = carried('dockerfile');
  const lines = texts.map(({ written }, index) => `LABEL l${index}=${written}\nENV E${index}=${written}\n`).join('');
  writeFileSync(join(folder, 'Dockerfile'), `FROM scratch\nENV X=expanded\n${lines}`);
  docker('build', '--quiet', '--tag', tag, '.');
  const { Labels, Env } = JSON.parse(docker('image', 'inspect', '--format', '{{json .Config}}', tag)) as {
    Labels: Record<string, string>;
    Env: string[];
  };
  expect(differing(texts.map(({ value }, index) => [value, Labels[`l${index}`]]))).toEqual([]);
  const environment = Object.fromEntries(
    Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  expect(differing(texts.map(({ value }, index) => [value, environment[`E${index}`]]))).toEqual([]);
});

/** `config` writes a file that can be read again, in which each dollar is doubled. */
const composed = (file: string): Record<string, Record<string, string>> => {
  writeFileSync(join(folder, 'compose.yaml'), `name: x\nservices:\n  a:\n    image: x\n${file}`);
  return JSON.parse(docker('compose', 'config', '--format', 'json').replaceAll('$$', '$')).services.a;
};

test('compose reads every text as it was, after its own interpolation', () => {
  // NUL is read well but cannot be an argument or a label.
  const texts = carried('compose').filter(({ value }) => !value.includes('\0'));
  expect(refused('compose')).toEqual([]);
  const { labels } = composed(
    `    labels:\n${texts.map(({ written }, index) => `      l${index}: ${written}\n`).join('')}`,
  );
  expect(differing(texts.map(({ value }, index) => [value, labels![`l${index}`]]))).toEqual([]);
});

test('compose reads a .env file as a shell does', () => {
  const texts = carried('dotenv');
  writeFileSync(join(folder, 'some.env'), texts.map(({ written }, index) => `V${index}=${written}\n`).join(''));
  const { environment } = composed('    env_file: some.env\n');
  expect(differing(texts.map(({ value }, index) => [value, environment![`V${index}`]]))).toEqual([]);
});
