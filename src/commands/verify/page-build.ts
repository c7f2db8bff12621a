import { bytesText } from '../../repository/pairs';
import { htmlText } from '../../text/printable';
import type { BuildStep } from './reading/build-log';
import type { VerifyReport } from './report';
import { secondsText } from './text';

const percent = (part: number, whole: number): string => (whole <= 0 ? '0' : ((100 * part) / whole).toFixed(2));

const shown = (step: BuildStep): boolean => step.started !== undefined && step.completed !== undefined;

const stepRow = (step: BuildStep, from: number, whole: number): string => {
  const took = step.completed! - step.started!;
  const bar = `<div class="track" aria-hidden="true"><span${step.cached ? ' class="cached"' : ''} style="left:${percent(Math.max(0, step.started! - from), whole)}%;width:${percent(took, whole)}%"></span></div>`;
  const time = step.cached ? 'cached' : secondsText(took);
  return `<tr><td class="what mono">${htmlText(step.name.replace(/\s+/g, ' ').slice(0, 200))}</td><td class="number">${time}</td><td class="bars">${bar}</td></tr>`;
};

/** @returns the steps of the build along its time; empty where there was none. */
export const timeLine = ({ build }: VerifyReport): string => {
  const steps = (build?.steps ?? []).filter(shown).sort((one, other) => one.started! - other.started!);
  if (!build || !steps.some(({ name }) => name.startsWith('[internal]'))) return '';
  // A step that was reused may tell when it first ran, long before: it is shown at the start.
  const from = Math.min(...steps.filter(({ name }) => name.startsWith('[internal]')).map(({ started }) => started!));
  const whole = Math.max(...steps.map(({ completed }) => completed!)) - from;
  return `<h2>The build</h2>
<div class="scroll"><table><caption>${steps.length} steps in ${secondsText(build.milliseconds)}, in the order in which they began; cached ones were reused</caption>
<thead><tr><th scope="col">step</th><th scope="col" class="number">time</th><th scope="col">when</th></tr></thead>
<tbody>${steps.map((step) => stepRow(step, from, whole)).join('\n')}</tbody></table></div>`;
};

/** @returns the layers of the image with their sizes; empty where they were not read. */
export const layerTable = ({ layers = [] }: VerifyReport): string => {
  if (layers.length === 0) return '';
  const largest = Math.max(...layers.map(({ bytes }) => bytes));
  const sum = (items: typeof layers): string => bytesText(items.reduce((total, { bytes }) => total + bytes, 0));
  const rows = layers.map(({ by, bytes, base }, index) => {
    const bar = `<div class="track" aria-hidden="true"><span${base ? ' class="base"' : ''} style="left:0;width:${percent(bytes, largest)}%"></span></div>`;
    return `<tr><td class="what mono">${index + 1}. ${base ? '<span class="soft">base image</span> ' : ''}${htmlText(by.replace(/\s+/g, ' ').slice(0, 300))}</td><td class="number">${bytesText(bytes)}</td><td class="bars">${bar}</td></tr>`;
  });
  return `<h2>The layers</h2>
<div class="scroll"><table><caption>${sum(layers.filter(({ base }) => !base))} above the base image, ${sum(layers)} in all, unpacked</caption>
<thead><tr><th scope="col">made by</th><th scope="col" class="number">size</th><th scope="col">share</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
};
