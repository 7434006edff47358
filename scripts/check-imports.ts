import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..')

/** One import that points the wrong way. */
export interface Violation {
  readonly rule: string
  readonly from: string
  readonly to: string
}

/** What dependency-cruiser writes as JSON, as far as it is read here. */
interface Cruise {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly {
      readonly rule: { readonly name: string }
      readonly from: string
      readonly to: string
    }[]
  }
}

/**
 * Holds the imports of `src/` below `directory` against the layers.
 *
 * @throws where fewer modules were seen than there are files: dependency-cruiser passes over what it cannot parse.
 */
export async function checkImports(directory: string): Promise<readonly Violation[]> {
  const config = join(root, '.config/dependency-cruiser.cjs')
  const { stdout } = await execa('depcruise', ['--config', config, '--output-type', 'json', 'src'], {
    cwd: directory,
    preferLocal: true,
    localDir: root,
    reject: false,
  })
  const { summary } = JSON.parse(stdout) as Cruise
  const files = await findSources(join(directory, 'src'))
  if (files === 0 || summary.totalCruised < files) {
    throw new Error(`The import rules saw ${summary.totalCruised} modules of ${files} files: nothing is proven.`)
  }
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
}

async function findSources(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true })
  return names.filter((name) => name.endsWith('.ts') && !name.startsWith('generated')).length
}

if (process.argv[1] === import.meta.filename) {
  const violations = await checkImports(root)
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} imports ${to}.`)
  process.exitCode = violations.length === 0 ? 0 : 1
}
