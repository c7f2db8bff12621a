import { answer, build, docker, hostPort, removeLater, uniqueName } from '../kit/engine';
import { written } from '../kit/linters';
import { newFolder, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';

/** The start page, in a real browser and by the numbers. */

jest.setTimeout(300_000);

const DESCRIPTION = `It's "quoted": {{ 7 * 7 }} <b>bold</b> 日本語`;

/** Relative luminance of WCAG 2 for `#rrggbb`. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
};

test('text and links stand out from the ground, on light and on dark (WCAG AA)', () => {
  const style = repositoryOf({}).get('src/my_app/static/style.css')!;
  const schemes = [...style.matchAll(/:root \{(.*?)\}/gs)].map(([, block]) =>
    Object.fromEntries([...block!.matchAll(/--(\w+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour!])),
  );
  expect(schemes).toHaveLength(2);
  for (const { ink, accent, paper } of schemes) {
    expect(contrast(ink!, paper!)).toBeGreaterThan(7);
    expect(contrast(accent!, paper!)).toBeGreaterThan(4.5);
  }
});

test('a browser shows it whole, loads only what is its own, and reports nothing', async () => {
  const [image, container] = [uniqueName('page'), uniqueName('page')];
  await build(written(repositoryOf({ description: DESCRIPTION })), '--tag', image);
  removeLater('image', 'rm', '--force', image);
  const words = ['--read-only', '--env', 'SECRET_KEY=a key for the tests only', '--publish', '127.0.0.1::8000'];
  await docker('run', '--detach', '--name', container, ...words, image);
  removeLater('rm', '--force', container);
  const url = `http://127.0.0.1:${await hostPort(container, 8000)}/`;
  await answer(url);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    `--user-data-dir=${newFolder()}`,
    '--enable-logging=stderr',
  ];
  const shown = await runProgram([...flags, '--dump-dom', url], { program: ['chromium'] });
  expect(shown.exitCode).toBe(0);
  expect(shown.stderr).not.toMatch(/CONSOLE|Refused to/);
  const text = shown.stdout.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  expect(text).toContain(`<p>${DESCRIPTION}</p>`);
  expect(shown.stdout).toMatch(/<html lang="en">/);
  expect(shown.stdout.match(/<h1>/g)).toHaveLength(1);
  const asked = (await docker('logs', container))
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(asked).toContainEqual(expect.objectContaining({ path: '/static/style.css', status: '200' }));
});
