// Puts files that are always read together into one. esbuild cuts what parts share into a file for each
// set of sharers; reading a file costs half a millisecond, so that a run should read few.
import { basename } from 'node:path';

/** @typedef {{ readonly imports: readonly string[], readonly code: string }} Part its imports are names of other parts */

/** @returns the part and everything that it imports, without what is there already; imports first. */
const closure = (name, parts, there) => {
  const found = new Set();
  const visit = (each) => {
    if (found.has(each) || there.has(each)) return;
    found.add(each);
    parts.get(each).imports.forEach(visit);
  };
  visit(name);
  return [...found].reverse();
};

const wrapped = (name, code) => `${JSON.stringify(name)}:(function(exports,module,require){${code}\n})`;

/** Runs a part when it is first asked for. What it exports can be asked for while it still runs, as in any module. */
const LOADER = `const made={};exports.part=(name)=>{if(!made[name]){made[name]={exports:{}};parts[name](made[name].exports,made[name],require)}return made[name].exports};`;

/**
 * @param {ReadonlyMap<string, Part>} parts CommonJS, by file name
 * @param {readonly (readonly string[])[]} heads names of the parts for whose sake a pack is read, in the order in which they are loaded
 * @returns {ReadonlyMap<string, string>} files by name: each pack bears the name of its first head
 */
export const packed = (parts, heads) => {
  const home = new Map();
  const packs = heads.map((together) => {
    const [head] = together;
    const names = together.flatMap((each) => {
      const found = closure(each, parts, home);
      for (const name of found) home.set(name, head);
      return found;
    });
    return { head, names };
  });
  const pathTo = (from, to) =>
    `${from.includes('/') ? (to.includes('/') ? './' : '../') : './'}${from.includes('/') ? basename(to) : to}`;
  /** Requires between parts (`partOf` is one that esbuild leaves alone), written for where the parts are now. */
  const rewired = (name, code) =>
    code.replace(/\b(?:require|partOf)\("(\.\.?\/[^"]+\.cjs)"\)/g, (_whole, path) => {
      const target = [...parts.keys()].find((each) => basename(each) === basename(path));
      const [here, there] = [home.get(name) ?? name, home.get(target)];
      if (there === undefined) return `require("${pathTo(here, target)}")`;
      return here === there ? `exports$.part("${target}")` : `require("${pathTo(here, there)}").part("${target}")`;
    });
  const files = [...parts].filter(([name]) => !home.has(name)).map(([name, { code }]) => [name, rewired(name, code)]);
  for (const { head, names } of packs) {
    const bodies = names.map((name) => wrapped(name, rewired(name, parts.get(name).code)));
    const own = `Object.assign(exports,exports.part(${JSON.stringify(head)}));`;
    files.push([head, `"use strict";const exports$=exports;const parts={${bodies.join(',\n')}};${LOADER}${own}`]);
  }
  return new Map(files);
};
