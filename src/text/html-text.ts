import { printableLines } from './printable';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** @returns text for HTML, in an element or a quoted attribute, without characters that move or reorder it. */
export const htmlText = (text: string): string =>
  printableLines(text, '').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
