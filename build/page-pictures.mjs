// Takes pictures of the page of `verify --html`, of a good and of a bad repository (npm run pictures:pages). Needs a
// Docker Engine, and a Chromium: CHROMIUM names it, else one called chromium.
import { execFileSync, spawnSync } from 'node:child_process';
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

const take = (name, make) => {
  const top = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    const [folder, page] = [join(top, 'shop'), join(top, 'page.html')];
    make(folder);
    spawnSync(process.execPath, [program, 'verify', folder, '--html', page], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    writeFileSync(page, readFileSync(page, 'utf8').replaceAll(top, '/home/you'));
    const picture = join(root, 'docs', 'pictures', `${name}.png`);
    const words = [
      '--headless',
      '--no-sandbox',
      '--hide-scrollbars',
      '--window-size=900,1000',
      `--screenshot=${picture}`,
    ];
    execFileSync(process.env.CHROMIUM ?? 'chromium', [...words, page], { stdio: 'ignore' });
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};

for (const [name, make] of Object.entries(KINDS)) if (!process.argv[2] || process.argv[2] === name) take(name, make);
