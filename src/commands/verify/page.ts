import { htmlText } from '../../text/printable';
import type { Check, Status } from './contract';
import { judgedText } from './judged';
import { layerTable, timeLine } from './page-build';
import { VERIFY_CSS } from './page-css';
import type { VerifyReport } from './report';
import { secondsText } from './text';

const WORDS: Readonly<Record<Status, string>> = { pass: 'pass', fail: 'FAIL', skip: 'skipped', error: 'ERROR' };

const row = (name: string, content: string): string => `<dt>${name}</dt><dd>${content}</dd>`;

const checkHtml = ({ id, title, status, expected, found, fix, patch, details, durationMs }: Check): string => {
  const open = status === 'fail' || status === 'error' ? ' open' : '';
  const lines = (name: string, each: readonly string[]): string =>
    each.length === 0 ? '' : row(name, `<pre tabindex="0">${each.map(htmlText).join('\n')}</pre>`);
  const evidence = `${lines('patch', patch?.trimEnd().split('\n') ?? [])}${lines('evidence', details ?? [])}`;
  return `<details class="check" id="${id}"${open}>
<summary><span class="status ${status}">${WORDS[status]}</span><code>${id}</code><span class="title">${htmlText(title)}</span><span class="soft">${secondsText(durationMs)}</span></summary>
<dl>${row('expected', htmlText(expected))}${row('found', htmlText(found))}${fix === undefined ? '' : row('fix', `<strong>${htmlText(fix)}</strong>`)}${evidence}</dl>
</details>`;
};

const verdict = ({ outcome, checks, milliseconds }: VerifyReport): string => {
  const count = (status: Status): number => checks.filter((check) => check.status === status).length;
  const words = outcome === 'pass' ? 'Proven' : count('fail') > 0 ? 'Not proven' : 'Could not be judged';
  const links = checks
    .filter(({ status }) => status === 'fail' || status === 'error')
    .sort((one, other) => Number(one.status === 'error') - Number(other.status === 'error'))
    .map(({ id }) => `<a href="#${id}" class="fail">${id}</a>`)
    .join(', ');
  return `<div class="verdict ${outcome}"><strong>${words}: ${count('pass')} of ${checks.length - count('skip')} contracts hold</strong>
${links === '' ? '' : `<p>Look at: ${links}</p>`}<p class="soft">judged in ${secondsText(milliseconds)}${count('skip') > 0 ? `; ${count('skip')} skipped` : ''}</p></div>`;
};

const notesHtml = ({ notes = [] }: VerifyReport): string =>
  notes.map((note) => `<p class="soft">Note: ${htmlText(note)}</p>`).join('\n');

const mono = (text: string): string => `<span class="mono">${htmlText(text)}</span>`;

const CHANGED: Readonly<Record<string, string>> = { true: ', and changes that are not committed', false: '' };

const commitText = ({ commit }: VerifyReport): string =>
  commit === undefined
    ? 'none: the folder has no commit that git could name'
    : `${mono(commit.id)}${CHANGED[String(commit.changed)] ?? ', perhaps with changes: git could not tell'}`;

const timeText = (at: number): string => {
  const text = new Date(at).toISOString();
  return `<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
};

/** What was judged, when, and by what: a page is looked at long after, and by others. */
const facts = (report: VerifyReport): string => {
  const { image, engine, directory, judged, at, version } = report;
  const rows = [
    row('folder', htmlText(directory)),
    ...(judged ? [row('what of it', htmlText(judgedText(judged)))] : []),
    row('commit', commitText(report)),
    ...(image === undefined ? [] : [row('image', mono(image))]),
    ...(at === undefined ? [] : [row('judged', timeText(at))]),
    row(
      'by',
      `create-flask-container ${htmlText(version ?? '')}${engine ? `, Docker Engine ${htmlText(engine.version)} with buildx ${htmlText(engine.buildx)}` : ''}`,
    ),
  ];
  return `<dl class="facts">${rows.join('')}</dl>`;
};

/** A box that only style sheets read: a page with a script would be refused where others' pages are shown. */
const UNFOLD = `<p class="unfold"><label><input type="checkbox" id="unfold"> Unfold all</label></p>`;

/** @returns a run of `verify` as one page that loads nothing and holds no script. */
export const verifyHtml = (report: VerifyReport): string => {
  const name = report.directory.split(/[\\/]/).at(-1) ?? report.directory;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(name)}: container proof</title>
<style>${VERIFY_CSS}</style>
</head>
<body>
<main>
<h1>${htmlText(name)}</h1>
${facts(report)}
${verdict(report)}
${notesHtml(report)}
<h2>The contracts</h2>
${UNFOLD}
${report.checks.map(checkHtml).join('\n')}
${timeLine(report)}
${layerTable(report)}
</main>
</body>
</html>
`;
};
