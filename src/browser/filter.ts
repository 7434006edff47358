import { find } from './elements.ts'

interface Entry {
  readonly element: HTMLElement
  readonly text: string
  readonly parties: readonly string[]
}

/** Lets the list of findings be filtered, and says how many are left. */
export function openFilter(list: HTMLElement): void {
  // Read when it is first needed: a page with thousands of findings is shown sooner.
  let entries: readonly Entry[] | undefined
  const apply = (): void => {
    entries ??= Array.from(list.children, readEntry).filter((entry) => entry !== undefined)
    const wanted = readWanted()
    let left = 0
    for (const entry of entries) {
      const matches = isWanted(entry, wanted)
      entry.element.hidden = !matches
      if (matches) left += 1
    }
    const count = document.getElementById('filter-count')
    if (count !== null) count.textContent = tell(left, entries.length)
  }
  const clear = (): void => {
    for (const id of FIELDS) setValue(id, '')
    const fresh = find('filter-new', HTMLInputElement)
    if (fresh !== undefined) fresh.checked = false
    apply()
  }
  for (const id of [...FIELDS, 'filter-new']) document.getElementById(id)?.addEventListener('input', apply)
  document.getElementById('filter-clear')?.addEventListener('click', clear)
  showTargets(list, clear)
}

/** A link to a finding that the filter hides would lead nowhere; one that was followed before changes no address. */
function showTargets(list: HTMLElement, clear: () => void): void {
  const show = (hash: string): void => {
    const target = document.getElementById(hash.slice(1))
    if (target?.hidden !== true || target.parentElement !== list) return
    clear()
    target.scrollIntoView()
  }
  window.addEventListener('hashchange', () => {
    show(location.hash)
  })
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a') : null
    if (link !== null) show(link.hash)
  })
}

const FIELDS = ['filter-text', 'filter-severity', 'filter-rule', 'filter-party']

function valueOf(id: string): string {
  return (find(id, HTMLInputElement) ?? find(id, HTMLSelectElement))?.value ?? ''
}

function setValue(id: string, value: string): void {
  const field = find(id, HTMLInputElement) ?? find(id, HTMLSelectElement)
  if (field !== undefined) field.value = value
}

function readWanted(): Wanted {
  return {
    words: valueOf('filter-text')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
    severity: valueOf('filter-severity'),
    rule: valueOf('filter-rule'),
    party: valueOf('filter-party'),
    fresh: find('filter-new', HTMLInputElement)?.checked ?? false,
  }
}

interface Wanted {
  readonly words: readonly string[]
  readonly severity: string
  readonly rule: string
  readonly party: string
  readonly fresh: boolean
}

function isWanted(
  { element: { dataset }, text, parties }: Entry,
  { words, severity, rule, party, fresh }: Wanted,
): boolean {
  const named = [
    [severity, dataset['severity']],
    [rule, dataset['rule']],
    [fresh ? 'true' : '', dataset['new']],
  ]
  if (named.some(([wish, value]) => wish !== '' && wish !== value)) return false
  return (party === '' || parties.includes(party)) && words.every((word) => text.includes(word))
}

function readEntry(element: Element): Entry | undefined {
  if (!(element instanceof HTMLElement)) return undefined
  return {
    element,
    text: element.textContent.toLowerCase(),
    parties: (element.dataset['parties'] ?? '').split(' '),
  }
}

function tell(left: number, total: number): string {
  const all = `${total} ${total === 1 ? 'finding' : 'findings'}`
  return left === total ? all : `${left} of ${all}`
}
