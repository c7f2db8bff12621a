import { environmentName } from './layers';
import { aboutOf, type Option, type Values } from './option';
import { defaultText, flagUsage } from './views';

/** A word that is a value or a file's name stays as it is written. */
const sentence = (text: string): string => {
  const begun = /^[a-z]+[ ,;:]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
};

const choiceLines = (option: Option): readonly string[] => {
  const offers =
    option.kind === 'text'
      ? (option.offers ?? []).map(({ value, hint }) => [value, hint] as const)
      : Object.entries(option.kind === 'choice' ? (option.hints ?? {}) : {});
  return offers.flatMap(([value, hint]) => (hint === undefined ? [] : [`${value}: ${hint}`]));
};

/**
 * What `?` shows at the prompt of an option, from its row alone.
 * @param answers the other answers so far
 * @returns a paragraph an item
 */
export const questionHelp = (key: string, option: Option, answers: Values): readonly string[] => {
  const about = aboutOf(option, answers);
  // Where it is needed now, nothing is no answer.
  const fallback = option.required?.(answers) === true ? undefined : defaultText(option);
  return [
    sentence(about),
    // A template's question has its help in both.
    ...(option.summary.includes(about) ? [] : [sentence(option.summary)]),
    ...choiceLines(option),
    ...(option.needed === undefined ? [] : [`Needed ${option.needed}.`]),
    ...(fallback === undefined ? [] : [`Without an answer: ${fallback}.`]),
    `Elsewhere: ${flagUsage(key, option)}, or ${environmentName(key, option)} in the environment.`,
  ];
};
