/** The look of the report: system fonts, two colour schemes, nothing loaded from anywhere. Contrast follows WCAG 2.2, level AA. */
export const VERIFY_CSS = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --pass: #116329; --fail: #a40e26; --error: #7d4e00; --bar: #0550ae; --cached: #8c959f; --base: #8c959f; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --ink: #e6edf3; --soft: #9da7b1; --line: #30363d; --panel: #161b22;
  --pass: #56d364; --fail: #ff7b72; --error: #e3b341; --bar: #6cb6ff; --cached: #6e7681; --base: #6e7681; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0; } code, pre, .mono { font-family: ui-monospace, monospace; font-size: .875rem; }
.soft { color: var(--soft); } .pass { color: var(--pass); } .fail { color: var(--fail); } .error { color: var(--error); } .skip { color: var(--soft); }
.verdict { border: 1px solid var(--line); border-left: .4rem solid currentColor; border-radius: .4rem; padding: .75rem 1rem; background: var(--panel); }
.verdict p { color: var(--ink); } .verdict strong { font-size: 1.15rem; }
.check { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; background: var(--panel); }
.check > summary { display: grid; grid-template-columns: 4.5rem 8rem 1fr auto; gap: .25rem .75rem; padding: .5rem .75rem; cursor: pointer; align-items: baseline; }
.check > summary:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; border-radius: .4rem; }
.check .status { font-weight: 700; } .check dl { margin: 0; padding: 0 .75rem .75rem; display: grid; grid-template-columns: 6rem 1fr; gap: .25rem .75rem; }
.facts { display: grid; grid-template-columns: 6rem 1fr; gap: .1rem .75rem; margin: .5rem 0 1rem; }
.unfold { display: none; } .unfold label { cursor: pointer; } .unfold input { accent-color: var(--bar); }
@supports selector(details::details-content) { .unfold { display: block; }
  main:has(#unfold:checked) .check::details-content { content-visibility: visible; display: block; }
  main:has(#unfold:checked) .check > summary { cursor: default; } }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: .25rem 0 0; padding: .5rem; background: var(--page); border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 22rem; overflow-y: auto; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.what { overflow-wrap: anywhere; min-width: 12rem; } td.bars { width: 34%; min-width: 7rem; }
.track { position: relative; height: .8rem; margin-top: .35rem; background: var(--panel); border: 1px solid var(--line); border-radius: .2rem; }
.track span { position: absolute; top: 0; bottom: 0; min-width: 2px; background: var(--bar); border-radius: .15rem; }
.track span.cached, .track span.base { background: var(--cached); }
@media (max-width: 40rem) { .check > summary { grid-template-columns: 4.5rem 1fr auto; } .check .title { grid-column: 1 / -1; grid-row: 2; }
  .check dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
  th:last-child, td.bars { display: none; } td.what { min-width: 0; } }
@media print { .check { break-inside: avoid; } pre { max-height: none; } .unfold { display: none; } .check::details-content { content-visibility: visible; display: block; } }
`;
