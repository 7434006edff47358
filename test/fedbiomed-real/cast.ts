import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createComponent, readComponent, type RealComponent } from './fedbiomed.ts'
import { createRepository, type Repository } from './federation.ts'

/** Four components that Fed-BioMed made, of which the stranger is never declared. */
export interface Cast {
  readonly researcher: RealComponent
  readonly nodeA: RealComponent
  readonly nodeB: RealComponent
  readonly stranger: RealComponent
}

let template: Promise<string> | undefined

/** Gives a test its own copy of the four components, fresh from Fed-BioMed, and an empty repository. */
export async function withCast(use: (cast: Cast, repository: Repository) => Promise<void>): Promise<void> {
  // Made once: a component takes Fed-BioMed several seconds, a copy none, and all its paths are relative.
  template ??= makeTemplate()
  const root = await mkdtemp(join(tmpdir(), 'fbm-gitops-real-'))
  try {
    await cp(await template, root, { recursive: true })
    const [researcher, nodeA, nodeB, stranger] = await Promise.all([
      readComponent(join(root, 'researcher'), 'researcher'),
      readComponent(join(root, 'node-a'), 'node'),
      readComponent(join(root, 'node-b'), 'node'),
      readComponent(join(root, 'stranger'), 'node'),
    ])
    await use({ researcher, nodeA, nodeB, stranger }, await createRepository(join(root, 'repository')))
  } finally {
    // What was killed a moment ago may still be creating a file.
    await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

async function makeTemplate(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'fbm-gitops-real-template-'))
  process.once('exit', () => {
    rmSync(root, { recursive: true, force: true })
  })
  await Promise.all([
    createComponent(join(root, 'researcher'), 'researcher'),
    createComponent(join(root, 'node-a'), 'node'),
  ])
  await Promise.all([createComponent(join(root, 'node-b'), 'node'), createComponent(join(root, 'stranger'), 'node')])
  return root
}
