// What the scripts of CI have in common: Markdown that others wrote, and the order of exit codes.

/** The first line of everything that may become a comment; the same as in what `plan --all --format markdown` writes. */
export const MARKER = '<!-- fbm-gitops preview -->'

/** Of several exit codes the first one of this list counts, as for fbm-gitops itself. */
const ORDER = [1, 26, 25, 24, 22, 21, 23, 20, 2]

export function worstOf(codes) {
  return ORDER.find((code) => codes.includes(code)) ?? codes.find((code) => code !== 0) ?? 0
}

/** Puts text into a block that no line of it can end. */
export function fence(text) {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}text\n${text.replace(/\n?$/, '\n')}${mark}\n`
}

/** Cuts at the end of a line, and says so; a block that is left open is closed. */
export function cut(text, most) {
  if (text.length <= most) return { text, isCut: false }
  const part = text.slice(0, most)
  const kept = part.slice(0, part.lastIndexOf('\n') + 1) || part.replace(/[\ud800-\udbff]$/, '')
  const open = openFence(kept)
  return { text: `${kept}${open === '' ? '' : `${open}\n`}\n**Cut here**: the rest is in the run.\n`, isCut: true }
}

function openFence(text) {
  let open = ''
  for (const [, mark] of text.matchAll(/^ {0,3}(`{3,})[^`\n]*$/gm)) {
    if (open === '') open = mark
    else if (mark.length >= open.length) open = ''
  }
  return open
}

/** A character by its number. Markdown wants the semicolon; within HTML a browser, and so a host, does without. */
const REFERENCE = /&#(?:x([\da-f]+)|(\d+))(;?)/gi

/**
 * Takes from Markdown what a host would act upon: people who would be called (`@`), references that would be made (`#`, `!`,
 * `GH-`, addresses of requests), also where a part of them is written as an entity or behind a backslash, quick actions of
 * GitLab (a line that begins with `/`), and our own marker. What it shows stays the same.
 */
export function disarm(markdown) {
  return (
    markdown
      // First: what is taken away here must not have kept apart what is looked for below.
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .replaceAll(/<!--\s*fbm-gitops\b/gi, '<!-- ')
      .replaceAll(REFERENCE, holdApart)
      .replaceAll(/@|&(?:commat|num|excl|sol);/gi, '$&\u200b')
      .replaceAll(/(?<!&)[#!](?=[\d&])|\bGH\\?-/gi, '$&\u200b')
      .replaceAll(/(?<=\/)(?:issues|pull|discussions|merge_requests)(?=\\?\/[\d&]|&)/gi, '$&\u200b')
      .replaceAll(/^([\s>*+-]*)\/(?=\w)/gm, '$1\u200b/')
  )
}

/** Everything of which a name, a number or an address could be made; nothing of ours lacks its semicolon. */
function holdApart(reference, hexadecimal, decimal, end) {
  if (end === '') return `&\u200b${reference.slice(1)}`
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  return code < 128 && /[@#!/a-z\d-]/i.test(String.fromCharCode(code)) ? `${reference}\u200b` : reference
}

/** How somebody sees the same on a machine of their own; `place` is where the host keeps the commits of a request. */
export function tellHowToCheck(place) {
  return (
    'before you merge, see the same in a clone of your own ' +
    `(\`git fetch origin ${place} main && git checkout --detach FETCH_HEAD && fbm-gitops plan --all --base origin/main\`), ` +
    'and compare each new fingerprint by telephone.'
  )
}
