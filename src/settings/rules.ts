import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { isProxyUrl } from '../domain/proxy-url.ts'
import type { ComponentEntry, SettingsFile } from '../generated/settings-file.ts'
import type { Pointer } from '../yaml/place.ts'

type Locate = (pointer: Pointer) => Place

/** Finds what the schema cannot tell of settings. */
export function checkRules(settings: SettingsFile, place: Locate): readonly Problem[] {
  return [
    ...findRepeatedComponents(settings, place),
    ...findRelativePrograms(settings, place),
    ...findOtherProxy(settings, place),
  ]
}

/** One directory may hold several components, if each is named. */
function findRepeatedComponents({ components = [] }: SettingsFile, place: Locate): readonly Problem[] {
  return components.flatMap((component, index) => {
    const first = components.slice(0, index).findIndex((earlier) => isSame(earlier, component))
    if (first === -1) return []
    const { line: firstLine = 1 } = place(['components', String(first), 'directory'])
    const at = place(['components', String(index), 'directory'])
    return [makeProblem('SETTINGS_COMPONENT_TWICE', at, { directory: component.directory, firstLine })]
  })
}

function isSame(a: ComponentEntry, b: ComponentEntry): boolean {
  const isOneDirectory = trim(a.directory) === trim(b.directory)
  return isOneDirectory && (a.config === undefined || b.config === undefined || a.config === b.config)
}

function trim(directory: string): string {
  return directory.replace(/(?<=[^/])\/{1,64}$/, '')
}

function findRelativePrograms({ notify = [] }: SettingsFile, place: Locate): readonly Problem[] {
  return notify.flatMap(({ command }, index) => {
    if (command === undefined || command[0].startsWith('/')) return []
    const at = place(['notify', String(index), 'command', '0'])
    return [makeProblem('SETTINGS_COMMAND', at, { program: command[0] })]
  })
}

function findOtherProxy({ source }: SettingsFile, place: Locate): readonly Problem[] {
  const proxy = source?.https?.proxy
  if (proxy === undefined || isProxyUrl(proxy)) return []
  return [makeProblem('SETTINGS_PROXY', place(['source', 'https', 'proxy']), {})]
}
