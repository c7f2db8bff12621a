/** Files that something runs because they are there: who takes a repository from a stranger wants to see them. */
const ACTING: readonly (readonly [RegExp, string])[] = [
  [/^\.github\/(workflows|actions)\//, 'GitHub Actions runs it'],
  [
    /^(\.gitlab-ci\.yml|\.gitlab-ci\/|azure-pipelines\.yml|\.travis\.yml|\.drone\.yml|\.woodpecker|Jenkinsfile$|\.circleci\/|bitbucket-pipelines\.yml)/i,
    'a pipeline runs it',
  ],
  [/(^|\/)\.vscode\/(tasks|settings|launch|extensions)\.json$/i, 'the editor obeys it'],
  [/(^|\/)\.idea\/|\.code-workspace$/i, 'the editor obeys it'],
  [/(^|\/)(\.devcontainer\/|\.devcontainer\.json$|devcontainer\.json$)/i, 'the editor builds and runs it'],
  [
    /(^|\/)(\.envrc|\.mise\.toml|mise\.toml|\.tool-versions|\.python-version|\.node-version|\.nvmrc)$/i,
    'the shell obeys it',
  ],
  [/(^|\/)(\.pre-commit-config\.ya?ml|\.pre-commit-hooks\.yaml|lefthook\.ya?ml)$/i, 'git hooks run it'],
  [/(^|\/)\.husky\/|(^|\/)\.githooks\//i, 'git hooks run it'],
  [/(^|\/)(conftest|sitecustomize|usercustomize)\.py$/i, 'Python runs it'],
  [/\.pth$/i, 'Python runs it'],
  [/(^|\/)setup\.py$/i, 'pip runs it'],
  [/(^|\/)(pip\.conf|\.pypirc|uv\.toml)$/i, 'pip or uv obeys it'],
  [/(^|\/)(\.npmrc|\.yarnrc(\.yml)?|\.pnp\.c?js|\.pnpmfile\.cjs)$/i, 'npm or yarn obeys it'],
  [/(^|\/)package\.json$/i, 'npm runs its scripts'],
  [/(^|\/)(\.gitattributes|\.gitmodules|\.lfsconfig|\.gitconfig)$/i, 'git obeys it'],
  [/(^|\/)(dependabot\.yml|renovate\.json5?|\.renovaterc(\.json)?)$/i, 'a bot obeys it'],
  [/(^|\/)(Makefile|GNUmakefile|justfile|Taskfile\.ya?ml)$/i, 'make and the like run it when asked'],
];

/** A file that something runs or obeys by its being there, and what does. */
export interface ActingFile {
  readonly path: string;
  readonly why: string;
}

/** @returns those of the paths, in their order. */
export const actingFiles = (paths: readonly string[]): readonly ActingFile[] =>
  paths.flatMap((path) => {
    const row = ACTING.find(([pattern]) => pattern.test(path));
    return row ? [{ path, why: row[1] }] : [];
  });
