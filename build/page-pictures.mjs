// Makes pictures of the page of `verify --html`, of a good and of a bad repository (npm run pictures:pages): the page itself,
// as far as it fits, in an SVG that browsers draw. Needs a Docker Engine.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'bin', 'create-flask-container.js');

/** As beginners write it: everything in, as root, on the server for development. */
const BAD = {
  'requirements.txt': 'flask\n',
  'app.py': "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef here():\n    return 'here'\n",
  Dockerfile:
    'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nENV SECRET_KEY=k3yOfMyApp9178\nEXPOSE 5000\nCMD flask run --host 0.0.0.0\n',
};

const KINDS = {
  'verify-good': (folder) => cpSync(join(root, 'test', 'mutants', 'bases', 'guide'), folder, { recursive: true }),
  'verify-bad': (folder) => {
    mkdirSync(folder);
    for (const [name, text] of Object.entries(BAD)) writeFileSync(join(folder, name), text);
  },
};

const SIZE = { width: 900, height: 1000 };

const between = (text, start, end) => text.slice(text.indexOf(start), text.indexOf(end));

/** HTML as XML: elements that are closed, attributes that have a value. */
const drawn = (title, html) => {
  const style = between(html, '<style>', '</style>');
  const main = `${between(html, '<main>', '<h2>The build')}</main>`.replaceAll(
    /(<details [^>]*) open>/g,
    '$1 open="open">',
  );
  const body = main.replaceAll(/<input ([^>]*)>/g, '<input $1/>');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-labelledby="title"><title id="title">${title}</title>
${style}</style><foreignObject width="${SIZE.width}" height="${SIZE.height}"><body xmlns="http://www.w3.org/1999/xhtml">${body}</body></foreignObject></svg>
`;
};

const take = (name, make) => {
  const top = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    const [folder, page] = [join(top, 'shop'), join(top, 'page.html')];
    make(folder);
    spawnSync(process.execPath, [program, 'verify', folder, '--html', page], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const html = readFileSync(page, 'utf8').replaceAll(top, '/home/you');
    writeFileSync(join(root, 'docs', 'pictures', `${name}.svg`), drawn(name, html));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};

for (const [name, make] of Object.entries(KINDS)) if (!process.argv[2] || process.argv[2] === name) take(name, make);
