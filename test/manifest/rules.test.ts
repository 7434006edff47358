import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../helpers/suite.ts'

const MANIFEST = join(import.meta.dirname, '../../src/manifest')

suite('rules', (test) => {
  test('are all in the one list', () => {
    const listed = readFileSync(join(MANIFEST, 'rules.ts'), 'utf8')
    const sources = readdirSync(join(MANIFEST, 'rules')).map((name) =>
      readFileSync(join(MANIFEST, 'rules', name), 'utf8'),
    )
    const written = sources.flatMap((source) =>
      Array.from(source.matchAll(/^export function (\w+)/gm), ([, name]) => name),
    )

    assert.ok(written.length > 10)
    for (const name of written) assert.match(listed, new RegExp(`^  ${name ?? ''},$`, 'm'))
  })
})
