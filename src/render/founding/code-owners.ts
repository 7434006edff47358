/**
 * Renders the lines of a CODEOWNERS file by which GitHub and GitLab ask the owners of a federation to review each change.
 *
 * @param prefix - the federation directory below the top of the repository; empty where it is the top.
 * @param owners - as the hosts write them, for example `@org/team`; none where nobody is named yet.
 */
export function renderCodeOwners(prefix: string, owners: readonly string[]): string {
  const lines = patternsFor(prefix).map(
    (pattern) => `${pattern} ${owners.length === 0 ? '@org/team' : owners.join(' ')}`,
  )
  return [
    '# Who must approve a change of the federation: whom it declares, everybody registers.',
    '# GitHub and GitLab ask them once that is required: GitHub by a rule for the branch ("Require review from Code Owners"),',
    '# GitLab by a protected branch ("Code owner approval").',
    ...(owners.length === 0
      ? ['# Put the coordinators in place of @org/team, and take away the first character of each line.']
      : []),
    ...lines.map((line) => (owners.length === 0 ? `#${line}` : line)),
    '',
  ].join('\n')
}

/** Both hosts split at spaces and know wildcards: where the path holds more than plain characters, all is owned. */
function patternsFor(prefix: string): readonly string[] {
  if (prefix === '' || !/^[\w./-]+$/.test(prefix)) return ['*']
  // What runs in CI decides what reviewers are shown.
  return [`/${prefix}/`, '/hooks/', '/CODEOWNERS', '/.github/', '/.gitlab-ci.yml']
}
