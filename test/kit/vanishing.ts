import fc from 'fast-check';

/** Template text that is to come out as it is, cut by pieces that write nothing: what meets again must stay text. */

/** A source, and what its author wrote without the pieces that vanish: the two are made side by side. */
export interface Cut {
  readonly source: string;
  readonly text: string;
}

/** Names of the questions that the pieces read: a switch, an empty text, a list of two, an empty list. */
export const VANISHING_MANIFEST = `format: 1
name: vanishing
extends: none
questions:
  flag: { type: boolean, message: Flag, default: true }
  blank: { type: text, message: Blank, default: "" }
  many: { type: list, message: Many, default: [x, y] }
  none: { type: list, message: None, default: [] }
`;

/** What writes nothing, whatever stands round it. */
export const VANISHING: readonly string[] = [
  '<%# c %>',
  '<%# <b>"c" -%>\n',
  '<%# c -%>\r\n',
  '<%#\nc\n%>',
  '<% ; %>',
  '<%;;;%>',
  '<% ; -%>\n',
  '<% // c %>',
  '<% /* c */ %>',
  '<% ;// c %>',
  '<% if (flag) { } %>',
  '<% if (flag) {} else {} %>',
  '<% if (flag) { %><% } %>',
  '<% if (flag) { %><%# c %><% } else { %>PWNED<% } %>',
  '<% if (!flag) { %><%= blank %>PWNED<% } %>',
  '<% if (!flag) { %>PWNED<% } else if (flag) { %><% } %>',
  '<% for (const x of many) { } %>',
  '<% for (const x of many) { %><%# c %><% } %>',
  '<% for (const x of none) { %>PWNED<%= x %><% } %>',
  '<%= blank %>',
  "<%= '' %>",
  '<%= flag ? blank : blank %>',
  '<%= blank -%>\n',
];

const BLOCKS: readonly (readonly [open: string, close: string])[] = [
  ['<% if (flag) { %>', '<% } %>'],
  ['<% if (!flag) { %>PWNED<% } else { %>', '<% } %>'],
  ['<% for (const one of none) { %>PWNED<% } if (many.length == 2) { -%>\n', '<% ; } -%>\n'],
];

/** A sign that would be a tag may not stand in the source as it is: it is cut, or written double. */
const inert = (text: string): readonly string[] => text.match(/<%>|<%|%>|[\s\S]/g) ?? [];

/**
 * @param code what would be run if it were code
 * @returns cuts of texts that hold it as tags of every kind
 */
export const cuts = (code: string): fc.Arbitrary<Cut> => {
  const forbidden = fc.constantFrom(
    `<% ${code} %>`,
    `<%= ${code} %>`,
    `<%- ${code} %>`,
    `<%_ ${code} _%>`,
    `<%${code}%>`,
    `<% ${code} -%>\n`,
    `<%% ${code} %%>`,
    `<<% ${code} %>>`,
    `<%# %>\n${code}\n<% ${code} %>`,
    `%><% ${code} %><%`,
    `") ; ${code} ; __append("`,
    `\\"); ${code}; //`,
    `\`\${${code}}\``,
    `*/ ${code} /*`,
    `}}} ${code} {{{`,
    `\u2028${code}\u2029`,
    `\\u003c% ${code} %\\u003e`,
    `<% } %> ${code} <% { %>`,
    `it.text(0) <%- it.text(0) %>${code}`,
    '<%',
    '%>',
    '<%-',
    '<%=',
    '<%_',
    '<%#',
    '-%>',
    '_%>',
    '<%%',
    '%%>',
    '<%%>',
    '%<%>%',
  );
  const piece = fc.constantFrom(...VANISHING);
  /** For each place between two characters: nothing, or up to three pieces. */
  const gaps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 2, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }) },
    ),
    { minLength: 4, maxLength: 40 },
  );
  const doubled = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
  const block = fc.option(fc.tuple(fc.constantFrom(...BLOCKS), fc.nat(60), fc.nat(60)), { nil: undefined });
  return fc.tuple(forbidden, gaps, doubled, piece, block).map(([text, between, double, always, wrapped]) => {
    let source = '';
    let signs = 0;
    const [[open, close] = [], one = 0, other = 0] = wrapped ?? [];
    const parts = inert(text);
    const [from, to] = [Math.min(one, other) % parts.length, Math.max(one, other)];
    const last = Math.max(from, Math.min(to, parts.length - 1));
    parts.forEach((part, index) => {
      if (open !== undefined && index === from) source += open;
      // What trims the line break after it would take the author's own.
      source += part === '\n' ? '<% ; %>' : '';
      if (part.length === 1) source += part;
      else if (double[signs++ % double.length]) source += part === '%>' ? '%%>' : part.replace('<%', '<%%');
      else source += [...part].join(between[signs % between.length]!.join('') || always);
      source += between[index % between.length]!.join('');
      if (close !== undefined && index === last) source += close;
    });
    return { source: `[${source}]\n`, text: `[${text}]\n` };
  });
};
