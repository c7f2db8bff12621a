// Draws the pictures of the README from the real program at a real pseudo-terminal (npm run pictures).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { spawn } = require('@lydell/node-pty');
const { Terminal } = require('@xterm/headless');

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const COLUMNS = 92;
const CELL = { width: 8.4, height: 18 };
/** The sixteen colours of a terminal that the program uses, as they look on the picture's dark ground. */
const COLOURS = { 1: '#ff7b72', 2: '#7ee787', 4: '#79c0ff', 6: '#76e3ea', 8: '#9aa4b2' };

const escaped = (text) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The cells of a line, joined where they look alike. */
const runsOf = (line) => {
  const runs = [];
  for (let x = 0; x < line.length; x += 1) {
    const cell = line.getCell(x);
    if (cell.getWidth() === 0) continue;
    const gap =
      line
        .getCell(x - 1)
        ?.getChars()
        .trim() === '' && cell.getChars().trim() !== '';
    const look = `${cell.isFgPalette() ? (COLOURS[cell.getFgColor()] ?? '') : ''}|${cell.isBold() ? 'bold' : ''}|${cell.isDim() ? 'dim' : ''}`;
    const text = cell.getChars() || ' ';
    if (text === ' ' && runs.at(-1) === undefined) continue;
    const last = runs.at(-1);
    if (last?.look === look && !(gap && last.text.endsWith('  '))) last.text += text;
    else runs.push({ look, text, x });
  }
  return runs;
};

const drawn = (terminal, title) => {
  const buffer = terminal.buffer.active;
  const lines = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y));
  const last = lines.findLastIndex((line) => line.translateToString(true) !== '');
  const rows = lines.slice(0, last + 1).map((line, y) =>
    runsOf(line)
      .filter(({ text }) => text.trim() !== '')
      .map(({ look, text, x }) => {
        const [fill, bold, dim] = look.split('|');
        const style = `${fill ? ` fill="${fill}"` : ''}${bold ? ' font-weight="bold"' : ''}${dim ? ' fill-opacity="0.7"' : ''}`;
        return `<text x="${(16 + x * CELL.width).toFixed(1)}" y="${30 + y * CELL.height}" textLength="${(text.trimEnd().length * CELL.width).toFixed(1)}"${style}>${escaped(text.trimEnd())}</text>`;
      })
      .join(''),
  );
  const [width, height] = [Math.ceil(32 + COLUMNS * CELL.width), 36 + rows.length * CELL.height];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title"><title id="title">${escaped(title)}</title><rect width="${width}" height="${height}" rx="8" fill="#14181f"/><g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3" xml:space="preserve">\n${rows.filter(Boolean).join('\n')}\n</g></svg>\n`;
};

/** A person at the program: waits for words on the screen, then types. */
const session = async (title, words, dialogue) => {
  const cwd = mkdtempSync(join(tmpdir(), 'pictures-'));
  const terminal = new Terminal({ cols: COLUMNS, rows: 60, allowProposedApi: true, convertEol: false });
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const pty = spawn(process.execPath, [join(root, 'bin', 'create-flask-container.js'), ...words], {
    cols: COLUMNS,
    rows: 60,
    cwd,
    env,
    name: 'xterm-256color',
  });
  const ended = new Promise((resolve) => pty.onExit(resolve));
  pty.onData((text) => terminal.write(text));
  const screen = () =>
    Array.from({ length: 60 }, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '').join('\n');
  try {
    for (const [wanted, keys] of dialogue) {
      const end = Date.now() + 20_000;
      while (!screen().includes(wanted)) {
        if (Date.now() > end) throw new Error(`"${wanted}" did not appear:\n${screen()}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
      if (keys !== undefined) pty.write(keys);
    }
    return drawn(terminal, title);
  } finally {
    pty.kill();
    await ended;
    rmSync(cwd, { recursive: true, force: true });
  }
};

const pictures = {
  create: [
    'The questions, the plan, and the choice to make it',
    [],
    [['App name', '\r'], ['? Registry', '\r'], ['? Registry user', 'acme\r'], ['? Tags', '\r'], ['What now?']],
  ],
  made: ['What was made, and what to do next', ['my-app', '--registry-user', 'acme', '--yes'], [['The same again']]],
};

mkdirSync(join(root, 'docs', 'pictures'), { recursive: true });
for (const [name, [title, words, dialogue]] of Object.entries(pictures)) {
  writeFileSync(join(root, 'docs', 'pictures', `${name}.svg`), await session(title, words, dialogue));
}
