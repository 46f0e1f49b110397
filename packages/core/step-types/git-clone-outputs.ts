/** What a clone tells of what it checked out, below its `output` and as `<+codebase.…>`. */
export const GIT_CLONE_OUTPUTS = [
  'repoUrl',
  'commitSha',
  'shortCommitSha',
  'commitMessage',
  'gitUser',
  'gitUserEmail',
] as const;
export type GitCloneOutput = (typeof GIT_CLONE_OUTPUTS)[number];
