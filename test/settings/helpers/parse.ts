import { Buffer } from 'node:buffer'
import { resolve } from 'node:path'
import { parseSettings, type ParsedSettings } from '../../../src/settings/parse.ts'
import type { Settings } from '../../../src/domain/settings.ts'

/** Parses settings as if they stood in `/etc/fbm-gitops/fbm-gitops.yaml`. */
export function parse(content: string | Uint8Array): ParsedSettings {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return parseSettings({ file: 'fbm-gitops.yaml', bytes, resolve: (path) => resolve('/etc/fbm-gitops', path) })
}

/** The settings of a text that is right. */
export function settingsOf(content: string): Settings {
  const { settings, problems } = parse(content)
  if (settings === undefined) throw new Error(problems.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return settings
}
