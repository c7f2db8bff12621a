// Bars as SVG: readable by a screen reader, on a light and on a dark page, and without colour.
const ROW = 46;
const LEFT = 250;
const WIDTH = 760;
const TOP = 64;

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 15px; font-weight: 600; }
    .small { font-size: 11px; fill: #59636e; }
    .ours { fill: #1a7f64; }
    .theirs { fill: #b6bfc8; }
    .aim { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 3 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .small { fill: #9198a1; }
      .ours { fill: #3fb88f; }
      .theirs { fill: #59636e; }
      .aim { stroke: #f0f6fc; }
    }`;

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

const sentence = ({ title, ratio, aim }) => `${title}: ${ratio.toFixed(2)} times, aim ${aim.toFixed(1)}`;

const rowOf = (line, index, scale) => {
  const y = TOP + index * ROW;
  const bar = (value) => (value * scale).toFixed(1);
  return `  <g>
    <text x="12" y="${y + 20}">${escaped(line.title)}</text>
    <rect class="ours" x="${LEFT}" y="${y}" width="${bar(line.ratio)}" height="15" rx="2"/>
    <text x="${(LEFT + line.ratio * scale + 6).toFixed(1)}" y="${y + 12}">${line.ratio.toFixed(2)} (${line.ours.toFixed(0)} ms)</text>
    <rect class="theirs" x="${LEFT}" y="${y + 18}" width="${bar(1)}" height="10" rx="2"/>
    <text class="small" x="${(LEFT + scale + 6).toFixed(1)}" y="${y + 27}">1.00 (${line.theirs.toFixed(0)} ms)</text>
    <line class="aim" x1="${(LEFT + line.aim * scale).toFixed(1)}" x2="${(LEFT + line.aim * scale).toFixed(1)}" y1="${y - 4}" y2="${y + 32}"/>
  </g>`;
};

/**
 * @param {string} title
 * @param {string} legend
 * @param {readonly { title: string, ratio: number, aim: number, ours: number, theirs: number }[]} lines times in milliseconds
 * @returns {string} a picture of the ratios
 */
export const chart = (title, legend, lines) => {
  const most = Math.max(1, ...lines.flatMap(({ ratio, aim }) => [ratio, aim]));
  const scale = (WIDTH - LEFT - 120) / most;
  const height = TOP + lines.length * ROW + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
  <title id="title">${escaped(title)}</title>
  <desc id="desc">${escaped(lines.map(sentence).join('; '))}</desc>
  <style>${STYLE}
  </style>
  <text class="title" x="12" y="24">${escaped(title)}</text>
  <text class="small" x="12" y="44">${escaped(legend)}</text>
${lines.map((line, index) => rowOf(line, index, scale)).join('\n')}
</svg>
`;
};
