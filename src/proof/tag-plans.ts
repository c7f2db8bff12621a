import type { Repository, TextFile, YamlFile } from './repository';

/** One build that a file of the repository describes, with the tags that it puts on. */
export interface TagPlan {
  readonly file: string;
  readonly where: string;
  /** What tells builds of different things apart: Dockerfile and target. */
  readonly of: string;
  /** References such as `acme/app:latest`, as far as they can be read. */
  readonly references: readonly string[];
  /** Some of them stand behind an expression that cannot be read here. */
  readonly opaque: boolean;
}

/** More than these no repository builds; each is held against every other one. */
const MOST_PLANS = 200;
const MOST_REFERENCES = 50;

const OPAQUE = /\$\(|\$\{|\$\w|`/;

const planOf = (file: string, where: string, of: string, references: readonly string[]): TagPlan => ({
  file,
  where,
  of,
  references: [...new Set(references.filter((item) => item !== '' && !OPAQUE.test(item)))].slice(0, MOST_REFERENCES),
  opaque: references.some((item) => OPAQUE.test(item)),
});

/** @returns the tag of a reference; `latest` where it has none, undefined for one with a digest. */
export const tagOf = (reference: string): string | undefined => {
  if (reference.includes('@')) return undefined;
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest';
};

/** @returns a reference without its tag. */
export const repositoryOf = (reference: string): string => {
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return colon < 0 ? reference : reference.slice(0, colon);
};

const flag = (line: string, pattern: string): readonly string[] =>
  [...line.matchAll(new RegExp(`\\s(?:${pattern})[ =]["']?([^\\s"']+)`, 'g'))].map(([, value]) => value!);

/** `docker build` and its relatives in one line of a shell. */
const ofCommand = (file: string, where: string, line: string): readonly TagPlan[] =>
  line.split(/&&|\|\||;/).flatMap((part) => {
    if (!/\bdocker\s+(?:buildx\s+|image\s+)?build\b/.test(part)) return [];
    const references = flag(part, '-t|--tag');
    const of = [...flag(part, '-f|--file'), ...flag(part, '--target')].join(' ');
    return references.length === 0 ? [] : [planOf(file, where, of, references)];
  });

/** Continuation lines joined; `number` counts from 1. */
const shellLines = (text: string): readonly { readonly number: number; readonly line: string }[] => {
  const found: { number: number; line: string }[] = [];
  let open: { number: number; line: string } | undefined;
  text.split('\n').forEach((raw, index) => {
    open ??= { number: index + 1, line: '' };
    const goesOn = /\\\s*$/.test(raw);
    open.line += ` ${goesOn ? raw.replace(/\\\s*$/, '') : raw}`;
    if (goesOn) return;
    found.push(open);
    open = undefined;
  });
  return found;
};

/** A recipe of more characters is no command line; a variable that names itself many times would grow without end. */
const MOST_TEXT = 10_000;
/** Of all recipes of a Makefile together. */
const MOST_EXPANDED = 1_000_000;

/** A list of words, each in a text; nothing where that would be no command line. */
const eachIn = (items: string, size: number, write: (item: string) => string): string => {
  const words = items.trim().split(/\s+/);
  return words.length * size + items.length > MOST_TEXT ? '' : words.map(write).join(' ');
};

/** Expands what a Makefile can say about tags: variables, `foreach` and `addprefix`. */
const expanded = (text: string, variables: ReadonlyMap<string, string>, depth = 0): string => {
  if (depth > 8 || text.length > MOST_TEXT) return text;
  const next = text
    .replace(
      /\$\(foreach\s+(\w+),((?:[^()]|\([^()]*\))*),((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g,
      (_, name: string, items: string, body: string) =>
        eachIn(expanded(items, variables, depth + 1), body.length, (item) =>
          body.replaceAll(`$(${name})`, item).replaceAll(`$${name}`, item),
        ),
    )
    .replace(
      /\$\((addprefix|addsuffix)\s+((?:[^(),]|\([^()]*\))*),((?:[^()]|\([^()]*\))*)\)/g,
      (_, how: string, fix: string, items: string) =>
        eachIn(expanded(items, variables, depth + 1), fix.length, (item) =>
          how === 'addprefix' ? fix + item : item + fix,
        ),
    )
    .replace(/\$[({](\w+)[)}]/g, (whole, name: string) => variables.get(name) ?? whole);
  return next === text ? text : expanded(next, variables, depth + 1);
};

const makefilePlans = ({ path, text }: TextFile): readonly TagPlan[] => {
  const lines = shellLines(text);
  const variables = new Map<string, string>();
  for (const { line } of lines) {
    const [, name, sign, rest = ''] = /^ ?(?:export\s+)?(\w+)\s*([:?+]{0,3}=)(.*)$/.exec(line) ?? [];
    const value = rest.split('#', 1)[0]!.trim();
    if (name !== undefined && value.length < MOST_TEXT)
      variables.set(name, sign === '+=' ? `${variables.get(name) ?? ''} ${value}` : value);
  }
  let left = MOST_EXPANDED;
  return lines.flatMap(({ number, line }) => {
    const text = left > 0 ? expanded(line, variables) : line;
    left -= text.length;
    return ofCommand(path, `line ${number}`, text);
  });
};

type Mapping = Readonly<Record<string, unknown>>;
const mapping = (value: unknown): Mapping => (typeof value === 'object' && value !== null ? (value as Mapping) : {});
const linesOf = (value: unknown): readonly string[] =>
  String(value ?? '')
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The literal tags that docker/metadata-action gives for its `tags`: raw values, and `latest` unless it is switched off. */
const metadataTags = (inputs: Mapping): readonly string[] =>
  String(inputs.tags ?? '')
    .split('\n')
    .flatMap((line) => {
      const fields = line.trim().split(',');
      const at = fields.indexOf('type=raw');
      const value = at < 0 ? undefined : fields.slice(at).find((field) => /^value=\S/.test(field));
      return value === undefined ? [] : [/^value=(\S+)/.exec(value)![1]!];
    });

interface Step {
  readonly id: string;
  readonly uses: string;
  readonly run: string;
  readonly inputs: Mapping;
}

const stepsOf = (job: unknown): readonly Step[] => {
  const steps = mapping(job).steps;
  return (Array.isArray(steps) ? steps : []).map((value) => {
    const step = mapping(value);
    return {
      id: String(step.id ?? ''),
      uses: String(step.uses ?? ''),
      run: String(step.run ?? ''),
      inputs: mapping(step.with),
    };
  });
};

const referencesOf = (step: Step, steps: readonly Step[]): readonly string[] =>
  linesOf(step.inputs.tags).flatMap((item) => {
    const id = /steps\.([\w-]+)\.outputs\.tags/.exec(item)?.[1];
    const source = steps.find((other) => other.id === id && other.uses.includes('metadata-action'));
    if (!source) return [item];
    const images = linesOf(source.inputs.images);
    return metadataTags(source.inputs).map((tag) => `${images[0] ?? ''}:${tag}`);
  });

const jobPlans = (file: string, name: string, job: unknown): readonly TagPlan[] => {
  const steps = stepsOf(job);
  return steps.flatMap((step) => {
    if (/\bdocker\/build-push-action@/.test(step.uses) && /true|\$\{\{/.test(String(step.inputs.push ?? ''))) {
      const of = [step.inputs.file, step.inputs.target].filter((item) => item !== undefined).join(' ');
      return [planOf(file, `job ${name}`, of, referencesOf(step, steps))];
    }
    return shellLines(step.run).flatMap(({ line }) => ofCommand(file, `job ${name}`, line));
  });
};

const workflowPlans = (file: YamlFile): readonly TagPlan[] =>
  Object.entries(mapping(mapping(file.document).jobs)).flatMap(([name, job]) => jobPlans(file.path, name, job));

const composePlans = (repository: Repository): readonly TagPlan[] =>
  repository.services.flatMap(({ name, image, tags, dockerfile, target, context }) =>
    image === undefined && tags.length === 0
      ? []
      : [
          planOf(
            repository.composeFile?.path ?? 'compose file',
            `service ${name}`,
            [context, dockerfile, target].filter((item) => item !== undefined).join(' '),
            [...(image === undefined ? [] : [image]), ...tags],
          ),
        ],
  );

/** @returns every build with tags that the repository's workflow, compose file and Makefile describe. */
export const tagPlans = (repository: Repository): readonly TagPlan[] =>
  [
    ...repository.workflows.flatMap(workflowPlans),
    ...composePlans(repository),
    ...(repository.makefile ? makefilePlans(repository.makefile) : []),
  ].slice(0, MOST_PLANS);

const withoutComments = (text: string): string => text.replace(/^[ \t]*#.*$/gm, '');

/**
 * @param image the image without a tag
 * @returns whether a workflow puts a literal tag on it anywhere: in a rule of metadata-action, or after the image's name
 */
export const workflowNames = ({ text }: TextFile, image: string, tag: string): boolean => {
  const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = withoutComments(text);
  return new RegExp(
    `(?:\\bvalue=|\\}\\}:|\\$\\w+:|\\$\\{\\w+\\}:|${escaped(image)}:)["']?${escaped(tag)}(?=[\\s,"']|$)`,
    'm',
  ).test(lines);
};

/** @returns whether a workflow publishes an image at all. */
export const workflowPublishes = ({ text }: TextFile): boolean =>
  withoutComments(text)
    .split('\n')
    .some(
      (line) =>
        /^\s*push:\s*(?:true|\$)|push=true|docker (?:image )?push|imagetools create/.test(line) ||
        (line.includes('buildx ') && line.includes('--push', line.indexOf('buildx '))),
    );
