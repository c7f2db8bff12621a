import { OUTCOMES, PROBLEM_CODES } from '../errors';
import type { OptionTable } from '../options/option';
import { configSchema, optionsMarkdown } from '../options/views';
import { CREATE_RUN } from '../project/run-options';
import { CREATE_ANSWERS } from '../project/schema';
import { MANIFEST_SCHEMA } from '../template/manifest/schema';
import { CLEAN_SCHEMA } from './clean/schema';
import { CREATE_SCHEMA } from './create/schema';
import { SCHEMAS, type SchemaName } from './schema/options';
import { TEMPLATE_REPORT_SCHEMA } from './template/document';
import { UPDATE_SCHEMA } from './update/document';
import { PROOF_OUTCOMES, STATUSES } from './verify/contract';
import { CONTRACTS } from './verify/contracts';
import { VERIFY_SCHEMA } from './verify/schema';

/** Documents that are made from the tables and committed; `npm run documents` writes them, a test compares them. */

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const { config: _, ...IN_CONFIG }: OptionTable = { ...CREATE_ANSWERS, ...CREATE_RUN };

const optionsPage = (): string => `# Options of create

Made from the option table by \`npm run documents\`; do not edit.

A value is taken from the strongest source that gives it: flags, \`--config\`, the environment, answers at
the prompts, the template's defaults, the defaults below. A switch in the environment is \`true\`, \`false\`, \`1\` or \`0\`.
An empty text (\`--author ""\`) is a value only where the default is none, and says none.

${optionsMarkdown({ ...CREATE_ANSWERS, ...CREATE_RUN })}
`;

const table = (head: string, rows: readonly (readonly string[])[]): string =>
  `${head}\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;

const exitCodesPage = (): string => `# Exit codes and problem codes

Made from \`src/errors.ts\` by \`npm run documents\`; do not edit. Both keep their meaning from the first release.

${table(
  '| exit code | name | meaning |\n|---|---|---|',
  Object.entries(OUTCOMES).map(([name, { exitCode, meaning }]) => [String(exitCode), name, meaning]),
)}
\`partial\` in JSON means that the files are whole and a later step failed; it exits with the code of that failure.

Each problem in a JSON document has a \`code\`:

${table(
  '| code | used when |\n|---|---|',
  Object.entries(PROBLEM_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
)}`;

const SCHEMA_OF: Readonly<Record<SchemaName, unknown>> = {
  config: configSchema(IN_CONFIG, 'A config file of create-flask-container'),
  create: CREATE_SCHEMA,
  update: UPDATE_SCHEMA,
  verify: VERIFY_SCHEMA,
  clean: CLEAN_SCHEMA,
  template: MANIFEST_SCHEMA,
  'template-check': TEMPLATE_REPORT_SCHEMA,
};

/** Path in this repository to text. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/options.md': optionsPage,
  'docs/exit-codes.md': exitCodesPage,
  ...Object.fromEntries(SCHEMAS.map((name) => [`schema/${name}.schema.json`, () => json(SCHEMA_OF[name])])),
};

const code = (text: string): string => `\`${text}\``;

const verdictTables = (): string => `${table(
  '| contract | promise | holds where |\n|---|---|---|',
  CONTRACTS.map(({ id, title, expected }) => [code(id), title, expected]),
)}
${table(
  '| verdict | when |\n|---|---|',
  Object.entries(STATUSES).map(([status, when]) => [code(status), when]),
)}
${table(
  '| outcome of the run | when | exit code |\n|---|---|---|',
  Object.entries(PROOF_OUTCOMES).map(([outcome, { when, ends }]) => [
    code(outcome),
    when,
    String(OUTCOMES[ends].exitCode),
  ]),
)}`;

const [BEGIN, END] = ['<!-- begin: made by `npm run documents` -->\n', '<!-- end -->\n'];

/** Path in this repository to what is made of its text: the part between the two marks. */
export const MADE_PARTS: Readonly<Record<string, (text: string) => string>> = {
  'docs/verify.md': (text) => {
    const [before = '', rest = ''] = text.split(BEGIN);
    return `${before}${BEGIN}${verdictTables()}${END}${rest.split(END)[1] ?? ''}`;
  },
};
