// Squeezes the parts that few runs need (what a team's template, a proof or a clean-up takes), so that the
// package stays small on every disk. `node -p "zlib.brotliDecompressSync(fs.readFileSync(path)).toString()"` shows one.
import { brotliCompressSync } from 'node:zlib';

/** Bytes. Less is not worth a file more. */
const WORTH = 8192;

/** What a file that was squeezed looks like: it makes itself whole when it is loaded. */
const STUB =
  "module._compile(require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(`${__filename}.br`)).toString(),__filename);\n";

/**
 * @param {ReadonlyMap<string, string>} files code by file name
 * @param {(name: string) => boolean} isHot whether a file is needed by runs that should be fast
 * @returns {ReadonlyMap<string, string | Uint8Array>} what is written instead
 */
export const squeezed = (files, isHot) =>
  new Map(
    [...files].flatMap(([name, code]) =>
      isHot(name) || code.length < WORTH
        ? [[name, code]]
        : [
            [name, STUB],
            [`${name}.br`, brotliCompressSync(code)],
          ],
    ),
  );
