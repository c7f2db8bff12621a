import type { Language } from '../language/language';

/** Keys under which programs of every kind keep what they hand to a shell. */
const RUN = /^(run|scripts?|before_script|after_script|commands?|cmd|entrypoint|entry|exec|shell|eval)$/i;

const RUN_IN: Partial<Record<Language, RegExp>> = {
  // GitHub evaluates `if` without ${{ }} too, and `uses` is whose code is run.
  workflow: /^(if|uses)$/,
  compose: /^test$/,
  json: /Command$/,
  ini: /^(commands_pre|commands_post|addopts)$/,
};

/** @returns the key that makes a program of the value below it, the outermost first. */
export const codeKey = (language: Language, keys: readonly string[]): string | undefined =>
  keys.find((key) => RUN.test(key) || RUN_IN[language]?.test(key));
