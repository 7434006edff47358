// Where the files of a job's result lie.

import { spawnSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import process from 'node:process'

/**
 * Says why a directory must not be used: what a change under review has committed there, or links to, would pass for what a run
 * of ours wrote. Only within the work tree can that be.
 */
export function findHindrance(directory, workTree) {
  const parts = relative(workTree, directory).split(sep)
  if (parts[0] === '..') return undefined
  if (parts[0] === '') return 'directory must not be the work tree itself: name one below it, or elsewhere.'
  const link = parts.map((_, index) => join(workTree, ...parts.slice(0, index + 1))).find(isOther)
  if (link !== undefined)
    return `${JSON.stringify(link)} must be a directory, and no link: it is in the way of the result.`
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--', directory], {
    cwd: workTree,
    encoding: 'utf8',
    env: { ...process.env, GIT_LITERAL_PATHSPECS: '1' },
    maxBuffer: Infinity,
  })
  if (status !== 0) return 'git cannot tell whether files are committed where the result is written.'
  if (stdout === '') return undefined
  return `${JSON.stringify(directory)} is where the result is written, and the repository holds files there: take them away, or name another directory.`
}

function isOther(path) {
  const status = lstatSync(path, { throwIfNoEntry: false })
  return status !== undefined && !status.isDirectory()
}
