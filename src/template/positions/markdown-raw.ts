import { ENDED, nextLine, type State, TEXT } from './markdown-state';
import { longer } from './scanner';

/** A line of what is no text of a page, as far as it can be its last. */
const rawLead = ({ block, lead }: State, character: string): string => {
  const more = longer(lead, character);
  if (block === 'fence') return /^(`+|~+)\s*$/.test(more) ? more : TEXT;
  return /^(-{1,3}|\.{1,3})\s*$/.test(more) ? more : TEXT;
};

const rawEnds = ({ block, lead, indent, fence, lists }: State): boolean => {
  if (block === 'matter') return /^(---|\.\.\.)\s*$/.test(lead) && indent === 0;
  const signs = lead.trimEnd();
  const closes = signs.length >= fence.length && signs === fence[0]!.repeat(signs.length);
  // A list that has ended takes the code in it along.
  return closes || (lists.length > 0 && indent < lists.at(-1)!);
};

/** The end of a stretch of HTML that goes over blank lines. */
const HTML_TAIL = /(-{1,2}|<\/?[a-z]{0,8})>?$/i;

const inHtml = (state: State, character: string): State => {
  const tail = HTML_TAIL.exec(state.tail + character)?.[0] ?? '';
  const ended = state.fence !== '' && new RegExp(`${state.fence}$`, 'i').test(tail);
  // What ends on a line is over with the line.
  return { ...state, tail, fence: ended ? ENDED : state.fence };
};

/** What is no text of a page, up to what ends it. */
export const inRaw = (state: State, character: string): State => {
  if (state.block === 'html') {
    if (character !== '\n') return inHtml(state, character);
    return nextLine(state.fence === ENDED ? { ...state, block: 'blank', fence: '' } : state);
  }
  if (character !== '\n') return { ...state, lead: rawLead(state, character) };
  return nextLine(rawEnds(state) ? { ...state, block: 'blank', fence: '' } : state);
};
