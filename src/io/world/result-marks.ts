/** How much of a file is looked at, in bytes. */
export const LONGEST_MARK = 4096

/**
 * What each form of a result begins with, and no file of anybody else does: only such a file is known to be ours, so only
 * such a file is replaced. A result in text has no such beginning.
 */
const MARKS: Readonly<Record<'json' | 'markdown' | 'html' | 'junit' | 'sarif' | 'gitlab' | 'prometheus', RegExp>> = {
  json: /^\{\n {2}"schemaVersion": 1,\n {2}"command": "/,
  markdown: /^<!-- fbm-gitops/,
  html: /^<!doctype html>[^]*<meta name="generator" content="fbm-gitops" \/>/,
  junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>\n {2}<testsuite [^\n]* package="fbm-gitops"/,
  sarif: /^\{\n {2}"\$schema": "[^"]*sarif[^"]*",[^]*"driver": \{\s*"name": "fbm-gitops"/,
  gitlab:
    /^\[(?:\]\n$|\n {2}\{\n {4}"description": "(?:[^"\\]|\\.)*",\n {4}"check_name": "[a-z-]+",\n {4}"fingerprint": "[0-9a-f]{64}")/,
  prometheus: /^# HELP fbm_gitops_/,
}

/** Tells from the beginning of a file whether it is a result of an earlier run. */
export function isResult(start: string): boolean {
  return Object.values(MARKS).some((mark) => mark.test(start))
}
