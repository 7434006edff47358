import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'

/**
 * Asserts that a text is what its golden file says.
 *
 * @remarks `UPDATE_GOLDEN=1` writes the file: read the difference before it is committed. An absent file fails, since
 * one that is written on the spot would agree with anything.
 */
export function assertGolden(text: string, file: URL): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  assert.ok(existsSync(file), `There is no ${file.pathname}: UPDATE_GOLDEN=1 makes it.`)
  assert.fixture(text, readFileSync(file, 'utf8'))
}
