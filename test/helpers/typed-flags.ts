/** Puts flags behind others, in place of those that they name again: one given twice with different values is refused. */
export function replaceFlags(flags: readonly string[], more: readonly string[]): readonly string[] {
  const again = new Set(more.filter((word) => word.startsWith('--')))
  const kept = flags.filter((word, index) => {
    const flag = word.startsWith('--') ? word : flags[index - 1]
    return flag === undefined || !again.has(flag)
  })
  return [...kept, ...more]
}
