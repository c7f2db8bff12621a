import type { Language } from '../../template/language/language';
import { SCANNERS } from '../../template/positions/scanners';
import type { Structure } from './structure';

interface Told {
  readonly mode: string;
  readonly pair?: string;
  readonly key?: string;
  readonly name?: string;
  readonly shell?: Told;
  readonly frames?: readonly { readonly kind: string; readonly command: { readonly started: boolean } }[];
}

const QUOTES = /^(single|double|ansi|escape|ansi-escape|text)$/;

/** What a place is, whichever quotes are round it and however long it is. */
const placeOf = ({ mode, pair, key, name, shell, frames }: Told): string => {
  if (shell && mode === 'recipe') return `recipe ${placeOf(shell)}`;
  if (!frames) return [QUOTES.test(mode) ? 'value' : mode, pair, key, name].join(' ');
  const kinds = frames.filter(({ kind }) => kind !== '"').map(({ kind }) => kind);
  const place = QUOTES.test(mode) ? 'code' : mode;
  return [place, ...kinds, frames.at(-1)!.kind === '"' || frames.at(-1)!.command.started ? 'word' : ''].join(' ');
};

/** @returns the words of a file as our own reader cuts it: what follows what, without the texts. */
export const scannedWords = (language: Language, text: string): Structure => {
  const { start, step } = SCANNERS[language];
  const found: string[] = [];
  let states: readonly object[] = [start];
  for (const character of text) {
    states = states.flatMap((state) => {
      const next = step(state, character);
      return Array.isArray(next) ? next : [next];
    });
    const place = placeOf(states[0] as Told);
    if (place !== found.at(-1) || (character === '\n' && place.startsWith('line'))) found.push(place);
  }
  return found;
};
