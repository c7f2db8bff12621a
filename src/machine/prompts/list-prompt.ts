import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  makeTheme,
  Separator,
  useKeypress,
  usePagination,
  usePrefix,
  useState,
} from '@inquirer/core';
import type { Item, ListForm } from './prompt-forms';

type Theme = ReturnType<typeof makeTheme>;
type Readline = Parameters<Parameters<typeof useKeypress>[0]>[1];

const HIDE_CURSOR = '\u001b[?25l';

/** @returns the items that a list shows: all, or those that hold what was typed. */
const itemsFor = (config: ListForm, term: string): readonly Item[] => {
  const words = term.trim().toLowerCase();
  return config.type === 'filter'
    ? config.items.filter(({ label }) => label.toLowerCase().includes(words))
    : config.items;
};

const positionOf = (items: readonly Item[], term: string): number => {
  const words = term.trim().toLowerCase();
  if (words === '') return -1;
  if (/^[1-9]$/.test(words)) return Number(words) <= items.length ? Number(words) - 1 : -1;
  return items.findIndex(({ label }) => label.toLowerCase().startsWith(words));
};

/**
 * Where typing leads to in a list that it does not narrow down: a number, or how an item begins.
 * @returns the position, and what the next letter is joined to; -1 where nothing is so
 */
const jump = (items: readonly Item[], term: string): { readonly at: number; readonly rest: string } => {
  const last = term.slice(-1);
  const rest = positionOf(items, term) >= 0 ? term : last;
  return { at: positionOf(items, rest), rest };
};

const pageOf = (config: ListForm, items: readonly Item[], position: number, theme: Theme): string => {
  const headings = items.length === config.items.length;
  const rows = items.flatMap((item) => [
    ...(headings && item.heading !== undefined ? [new Separator(item.heading)] : []),
    item,
  ]);
  const active = Math.max(0, rows.indexOf(items[position]!));
  return usePagination({
    items: rows,
    active,
    pageSize: config.pageSize,
    loop: false,
    renderItem: ({ item, isActive }) => {
      if (Separator.isSeparator(item)) return theme.style.help(` ${item.separator}`);
      return isActive ? theme.style.highlight(`❯ ${item.label}`) : `  ${item.label}`;
    },
  });
};

const below = (config: ListForm, page: string | undefined, chosen: Item | undefined, theme: Theme): string =>
  [
    ...(config.about === '' ? [] : [theme.style.help(config.about)]),
    page ?? theme.style.error('nothing here has that in it'),
    ...(chosen?.hint === undefined ? [] : [theme.style.help(`  ${config.fit(chosen.hint)}`)]),
    theme.style.help(config.keys),
  ].join('\n');

/** One of a list. */
export const list = createPrompt<string, ListForm>((config, done) => {
  const theme = makeTheme();
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [term, setTerm] = useState('');
  const [active, setActive] = useState(
    Math.max(
      0,
      config.items.findIndex(({ value }) => value === config.initial),
    ),
  );
  const prefix = usePrefix({ status, theme });
  const items = itemsFor(config, term);
  const chosen = items[active];
  const page = pageOf(config, items, active, theme);

  const narrow = (typed: string): void => {
    if (typed !== term) setActive(0);
    setTerm(typed);
    config.onTyped(typed);
  };
  const jumpTo = (readline: Readline): void => {
    const { at, rest } = jump(config.items, readline.line);
    if (at >= 0) setActive(at);
    if (rest === readline.line) return;
    readline.clearLine(0);
    readline.write(rest);
  };
  useKeypress((key, readline) => {
    if (status !== 'idle') return;
    if (isEnterKey(key)) {
      if (config.type === 'filter') readline.write(term);
      if (chosen === undefined) return;
      setStatus('done');
      done(chosen.value);
    } else if (isUpKey(key) || isDownKey(key)) {
      if (config.type === 'select') readline.clearLine(0);
      setActive(Math.max(0, Math.min(items.length - 1, active + (isUpKey(key) ? -1 : 1))));
    } else if (config.type === 'filter') narrow(readline.line);
    else jumpTo(readline);
  });

  const message = theme.style.message(config.message, 'idle');
  // What a filtered list was for is seen by what comes next.
  if (status === 'done')
    return config.type === 'filter' ? '' : `${prefix} ${message} ${theme.style.answer(chosen?.short ?? '')}`;
  const head = config.type === 'filter' ? `${prefix} ${message} ${theme.style.answer(term)}` : `${prefix} ${message}`;
  const lines = below(config, items.length === 0 ? undefined : page, chosen, theme);
  // A list that is typed into keeps its cursor behind what was typed.
  return config.type === 'filter' ? [head, lines] : `${head}\n${lines}${HIDE_CURSOR}`;
});
