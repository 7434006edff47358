import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { checkImports } from '../../scripts/check-imports.ts'
import { suite } from '../helpers/suite.ts'

const root = join(import.meta.dirname, '../..')

const nothing = 'export const nothing = undefined\n'

/** One file for each rule of `.config/dependency-cruiser.cjs`, which breaks it and no other. */
const breaches = [
  { rule: 'no-cycle', file: 'src/io/source/cycle.ts', imports: './turn.ts' },
  { rule: 'no-unresolved', file: 'src/io/source/unresolved.ts', imports: './absent.ts' },
  { rule: 'every-part-is-listed', file: 'src/stray/stray.ts', imports: '../domain/fine.ts' },
  { rule: 'what-domain-may-know', file: 'src/domain/upward.ts', imports: '../manifest/fine.ts' },
  { rule: 'what-render-may-know', file: 'src/render/sideways.ts', imports: '../manifest/fine.ts' },
  { rule: 'what-reconciler-may-know', file: 'src/reconciler.ts', imports: './commands/fine.ts' },
  { rule: 'what-io-source-may-know', file: 'src/io/source/caller.ts', imports: '../../render/fine.ts' },
  { rule: 'what-io-state-may-know', file: 'src/io/state/upward.ts', imports: '../lock/fine.ts' },
  { rule: 'pure-parts-touch-nothing', file: 'src/manifest/impure.ts', imports: 'node:fs' },
  { rule: 'only-io-touches-the-world', file: 'src/commands/worldly.ts', imports: 'node:child_process' },
  { rule: 'commands-do-not-call-each-other', file: 'src/commands/calling.ts', imports: './fine.ts' },
  { rule: 'no-dev-dependency', file: 'src/io/source/development.ts', imports: 'typescript' },
  { rule: 'not-to-test', file: 'src/io/source/testing.ts', imports: '../../../test/fine.ts' },
]

const innocent = {
  'src/io/source/turn.ts': `import './cycle.ts'\n`,
  'src/io/lock/fine.ts': nothing,
  'src/manifest/fine.ts': `import 'node:crypto'\nimport '../domain/fine.ts'\n`,
  'src/domain/fine.ts': nothing,
  'src/render/fine.ts': nothing,
  'src/commands/fine.ts': `import 'node:path'\nimport '../render/fine.ts'\n`,
  'test/fine.ts': nothing,
  'package.json': JSON.stringify({ devDependencies: { typescript: '*' } }),
}

suite('the import rules', (test) => {
  test('find exactly the one breach that each rule is for', async () => {
    const broken = Object.fromEntries(breaches.map(({ file, imports }) => [file, `import '${imports}'\n`]))

    const violations = await withSources({ ...innocent, ...broken }, checkImports)

    const found = violations
      .filter(({ from }) => from !== 'src/io/source/turn.ts')
      .map(({ rule, from }) => `${from}: ${rule}`)
    assert.equal(found.sort(), breaches.map(({ rule, file }) => `${file}: ${rule}`).sort())
  })

  test('find nothing where nothing is wrong', async () => {
    const files = { 'src/domain/fine.ts': nothing, 'src/io/source/fine.ts': `import '../../domain/fine.ts'\n` }

    assert.equal(await withSources(files, checkImports), [])
  })

  test('refuse to call a folder without modules clean', async () => {
    const refusal = await withSources({ 'src/readme.md': '' }, (directory) =>
      checkImports(directory).then(
        () => 'clean',
        (error: unknown) => String(error),
      ),
    )

    assert.match(refusal, 'saw 0 modules of 0 files')
  })
})

async function withSources<Result>(
  files: Readonly<Record<string, string>>,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'fbm-gitops-imports-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true })
      await writeFile(join(directory, name), text)
    }
    await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}
