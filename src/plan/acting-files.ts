import { hidesModule } from '../project/python-names';

/**
 * Files that something runs or obeys because they are there: who takes a repository from a stranger wants to see
 * them. Nobody can list the names of all programs that look for a file of their own, so the list is made the other
 * way round: what cannot be such a file is quiet, and everything else is told.
 */

/** Source of a known language: quiet below `src/` and `tests/`, where only the app or its tests reach it. */
const SOURCE = /\.(py|pyi|c?js|mjs|jsx|c?ts|mts|tsx|sql|jinja2?|j2|po|pot|c|h|cpp|hpp|rs|go|java|rb|php|vue|svelte)$/i;
const SOURCE_FOLDER = /^(src|tests)\//;

/** Prose: read by people. */
const TEXT =
  /\.(md|markdown|rst|adoc|txt)$|(^|\/)(licen[cs]e|copying|notice|authors|contributors|changelog|changes|readme|maintainers)$/i;

/** What a browser shows. */
const ASSET = /\.(png|jpe?g|gif|webp|avif|ico|bmp|svg|css|html?|woff2?|ttf|otf|eot)$/i;

/** Python, and what runs JavaScript, take these wherever they lie, be it source or not. */
const ANYWHERE =
  /(^|\/)((conftest|sitecustomize|usercustomize|setup)\.py|[^/]+\.pth|([^/]+\.config|gulpfile|gruntfile)(\.\w+)?\.[cm]?[jt]sx?)$/i;

/** Prose that a program takes for orders: agents, installers, build tools. */
const ORDERS =
  /(^|\/)(agents?|claude|gemini|copilot|qwen|crush|warp|codex|windsurf|conventions|skill|copilot-instructions)(\.(local|override))?\.(md|txt)$|(^|\/)[^/]*(requirements|constraints)([^/]*|\/[^/]+)\.(txt|in)$|(^|\/)cmakelists\.txt$|(^|\/)robots\.txt$/i;

/** A hidden file or folder is some program's own. */
const HIDDEN = /(^|\/)\./;

/** Who it is that acts, where that is known. First match wins; the words only: what is told is decided above. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^\.(github|gitea|forgejo)\/(workflows|actions)\//i, 'a pipeline runs it when it is pushed'],
  [
    /^(\.gitlab-ci\.ya?ml|\.gitlab-ci\/|\.gitlab\/|\.?azure-pipelines.*\.ya?ml|\.travis\.ya?ml|\.drone\.(ya?ml|jsonnet|star)|\.woodpecker(\/|\.ya?ml)|jenkinsfile|\.circleci\/|bitbucket-pipelines\.ya?ml|\.buildkite\/|\.semaphore\/|\.cirrus\.(ya?ml|star)|\.appveyor\.ya?ml|appveyor\.ya?ml|cloudbuild\.(ya?ml|json)|buildspec\.ya?ml|\.tekton\/|\.teamcity\/|\.builds\/|\.build\.ya?ml|\.earthly\/|earthfile|\.concourse\/|codefresh\.ya?ml|wercker\.ya?ml)/i,
    'a pipeline runs it when it is pushed',
  ],
  [
    /(^|\/)(\.devcontainer(\/|\.json$)|devcontainer\.json$|\.gitpod\.|\.devfile|devfile\.ya?ml$)/i,
    'the editor builds and runs it',
  ],
  [
    /(^|\/)(\.mcp\.json|mcp\.json|\.(claude|cursor|windsurf|gemini|codex|continue|aider|roo|kiro|junie|amazonq|cline|clinerules|opencode|trae|augment|qwen|goose|crush)[^/]*(\/|$)|\.(cursor|windsurf|goose)rules$|\.goosehints$|opencode\.jsonc?$)/i,
    'a coding agent obeys it, or runs what it names',
  ],
  [
    /(^|\/)(\.vscode|\.idea|\.zed|\.fleet|\.vs|\.nova|\.sublime|\.settings|\.helix)\/|\.(code-workspace|sublime-project|iml)$/i,
    'the editor obeys it, or runs what it names',
  ],
  [
    /(^|\/)(\.editorconfig|\.(vim|ex|nvim|gvim|lvim)rc|\.nvim\.lua|\.dir-locals(-2)?\.el|\.projectile|\.lvimrc)$/i,
    'the editor obeys it',
  ],
  [
    /(^|\/)(\.envrc|\.?mise(\.[^/]*)?\.toml|\.mise\/|\.config\/mise\/|\.tool-versions|\.(python|node|ruby|go|java)-version|\.nvmrc|\.autoenv|\.in|\.out|\.(bash|zsh|z|fish|k)[^/]*rc|\.profile|\.(bash|zsh|z)_?profile|\.zshenv|\.inputrc|shell\.nix|flake\.nix|default\.nix|devenv\.nix|\.venv\/|pixi\.toml|devbox\.json)$/i,
    'the shell obeys it',
  ],
  [
    /(^|\/)(\.pre-commit-config\.ya?ml|\.pre-commit-hooks\.ya?ml|\.?lefthook[^/]*|\.overcommit\.ya?ml|\.husky\/.*|\.githooks\/.*|\.lintstagedrc[^/]*|\.?commitlint[^/]*|prek\.toml)$/i,
    'git hooks run it',
  ],
  [/(^|\/)(\.git[^/]*|\.lfsconfig|\.mailmap)$/i, 'git obeys it'],
  [/(^|\/)(conftest|sitecustomize|usercustomize)\.py$|\.pth$/i, 'Python runs it'],
  [/(^|\/)setup\.py$/i, 'pip runs it'],
  [
    /(^|\/)[^/]*(requirements|constraints)([^/]*|\/[^/]+)\.(txt|in)$|(^|\/)(pip\.conf|pip\.ini|\.?pypirc|uv\.(toml|lock)|pyproject\.toml|setup\.cfg|pipfile(\.lock)?|poetry\.(toml|lock)|pdm\.(toml|lock)|environment\.ya?ml|hatch\.toml|pylock[^/]*\.toml|manifest\.in)$/i,
    'an installer obeys it',
  ],
  [
    /(^|\/)(\.npmrc|\.yarnrc(\.ya?ml)?|\.yarn\/.*|\.pnp\.[^/]*|\.?pnpmfile\.c?js|pnpm-workspace\.ya?ml|package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bunfig\.toml|bun\.lockb?|deno\.jsonc?|\.corepack\.env)$/i,
    'a package manager obeys it, and runs its scripts',
  ],
  [
    /(^|\/)((docker-)?compose[^/]*\.ya?ml|docker-bake\.[^/]*|(docker|container)file[^/]*|[^/]*\.(docker|container)file|\.(docker|container)ignore|tiltfile|skaffold\.ya?ml|devspace\.ya?ml|\.env[^/]*|[^/]*\.env|\.flaskenv|procfile[^/]*|fly\.toml|render\.ya?ml|app\.ya?ml|railway\.(toml|json)|vercel\.json|netlify\.toml|heroku\.ya?ml|nixpacks\.toml|railpack\.json|wsgi\.py|gunicorn\.conf\.py|\.s2i\/.*)$/i,
    'what builds, starts or deploys the app obeys it',
  ],
  [
    /(^|\/)((gnu)?makefile|[^/]+\.mk|\.?justfile|taskfile[^/]*\.ya?ml|rakefile|gulpfile[^/]*|gruntfile[^/]*|sconstruct|cmakelists\.txt|build\.(gradle|xml|zig|rs)[^/]*|invoke\.ya?ml|tasks\.py|dodo\.py|fabfile\.py|pavement\.py|noxfile\.py|tox\.ini|duties\.py|magefile\.go|vagrantfile)$/i,
    'a task runner runs it when asked',
  ],
  [
    /(^|\/)(pytest\.(ini|toml)|\.pytest[^/]*|\.?coveragerc|\.coveragerc|\.pylintrc|pylintrc|\.?ruff\.toml|\.?mypy\.ini|\.flake8|\.?pyrightconfig\.json|\.bandit|\.isort\.cfg|\.hadolint\.ya?ml|\.yamllint[^/]*|\.shellcheckrc|\.trivy[^/]*|trivy\.ya?ml|\.semgrep[^/]*|\.eslintrc[^/]*|eslint\.config\.[^/]*|\.prettierrc[^/]*|prettier\.config\.[^/]*|biome\.jsonc?|\.stylelintrc[^/]*|babel\.config\.[^/]*|\.babelrc[^/]*|(jest|vite|vitest|webpack|rollup|postcss|tailwind|next|playwright|cypress)\.config\.[^/]*|\.mocharc[^/]*|\.megalinter\.ya?ml|zizmor\.ya?ml|\.grype\.ya?ml|sonar-project\.properties)$/i,
    'a linter or test runner obeys it, or runs what it names',
  ],
  [
    /(^|\/)(conf\.py|\.?readthedocs\.ya?ml|mkdocs\.ya?ml|book\.toml|_config\.ya?ml)$/i,
    'what builds the documentation runs it',
  ],
  [
    /(^|\/)(\.github\/dependabot\.ya?ml|\.?renovate[^/]*|\.renovaterc[^/]*|codeowners|\.mergify\.ya?ml|\.pyup\.ya?ml|\.?codecov\.ya?ml|\.kodiak\.toml|\.all-contributorsrc)$/i,
    'a bot obeys it',
  ],
  [ORDERS, 'a program takes its text for orders'],
];

/** A file that something runs or obeys by its being there, and what does. */
export interface ActingFile {
  readonly path: string;
  readonly why: string;
}

/** Where Python looks for a module before it looks at what is installed: the top of `src/`, and the folder of any test. */
const MODULES: readonly RegExp[] = [
  /^(?:src|tests)\/([^/.]+)(?:\.pyi?|\.so|\/.*)$/i,
  /^tests\/(?:[^/]+\/)*((?!__init__\.)[^/.]+)(?:\.pyi?|\.so|\/__init__\.pyi?)$/i,
];

const hidesWhatIsInstalled = (path: string): boolean =>
  MODULES.some((pattern) => {
    const name = pattern.exec(path)?.[1];
    return name !== undefined && hidesModule(name.toLowerCase());
  });

const isQuiet = (path: string): boolean => {
  if (ANYWHERE.test(path) || ORDERS.test(path) || HIDDEN.test(path) || hidesWhatIsInstalled(path)) return false;
  return TEXT.test(path) || ASSET.test(path) || (SOURCE_FOLDER.test(path) && SOURCE.test(path));
};

const whyOf = (path: string): string => {
  const known = WORDS.find(([pattern]) => pattern.test(path))?.[1];
  if (known !== undefined) return known;
  if (hidesWhatIsInstalled(path)) return 'Python imports it in place of what is installed';
  return /\.pyi?$/i.test(path) ? 'Python may import it' : 'some program may run or obey it';
};

/**
 * @param paths relative, with `/`, of the files that a foreign template makes
 * @param executable those of them that the system runs as they are
 * @returns those that are neither text, asset, nor source below `src/` or `tests/`, in their order
 */
export const actingFiles = (
  paths: readonly string[],
  executable: ReadonlySet<string> = new Set(),
): readonly ActingFile[] =>
  paths.flatMap((path) =>
    isQuiet(path)
      ? executable.has(path)
        ? [{ path, why: 'it can be run by its name' }]
        : []
      : [{ path, why: whyOf(path) }],
  );
