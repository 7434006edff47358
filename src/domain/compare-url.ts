/** How each host names the page that opens a pull request for a branch. */
const PAGES: Readonly<Record<string, (repository: string, branch: string) => string>> = {
  'github.com': (repository, branch) => `https://github.com/${repository}/compare/${branch}?expand=1`,
  'gitlab.com': (repository, branch) =>
    `https://gitlab.com/${repository}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encodeURIComponent(branch)}`,
}

const FORMS: readonly RegExp[] = [
  /^(?:https|ssh|git):\/\/(?:[^@/\s]*@)?([^:/\s]+)(?::[0-9]+)?\/(.+)$/,
  // As scp has it.
  /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/)(.+)$/,
]

/**
 * Tells the page on which a pull request for a branch is opened; `undefined` where the host of the remote is not known. What
 * stands in the URL for logging in is left out.
 */
export function compareUrl(remoteUrl: string, branch: string): string | undefined {
  const [, host = '', path = ''] = FORMS.map((form) => form.exec(remoteUrl)).find((match) => match !== null) ?? []
  const repository = path.replace(/\/+$/, '').replace(/\.git$/, '')
  const page = Object.hasOwn(PAGES, host.toLowerCase()) ? PAGES[host.toLowerCase()] : undefined
  return /^[\w.-]+(?:\/[\w.-]+)+$/.test(repository) ? page?.(repository, branch) : undefined
}
