import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { isRecord } from './expressions.ts'

export type Texts = Readonly<Record<string, string>>

export interface Step {
  readonly id: string | undefined
  readonly name: string
  readonly if: string | undefined
  readonly uses: string | undefined
  readonly run: string | undefined
  readonly with: Texts
  readonly env: Texts
}

export interface Job {
  readonly name: string
  readonly if: string | undefined
  readonly needs: string | undefined
  readonly permissions: Texts
  /** A workflow that it calls. */
  readonly uses: string | undefined
  readonly with: Texts
  readonly steps: readonly Step[]
}

export interface Workflow {
  readonly name: string
  readonly triggers: Readonly<Record<string, unknown>>
  readonly jobs: readonly Job[]
}

export interface Action {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly steps: readonly Step[]
}

const WORKFLOW = ['name', 'on', 'permissions', 'concurrency', 'jobs']
const JOB = ['name', 'if', 'needs', 'runs-on', 'timeout-minutes', 'permissions', 'uses', 'with', 'steps']
const STEP = ['id', 'name', 'if', 'uses', 'run', 'shell', 'with', 'env']
const ACTION = ['name', 'description', 'branding', 'inputs', 'outputs', 'runs']

/** Reads a workflow of GitHub Actions; refuses each key that the runner would not obey. */
export function readWorkflow(file: string): Workflow {
  const plain = mapping(parse(readFileSync(file, 'utf8')), WORKFLOW)
  // Nobody may rely on what the repository grants by default.
  if (JSON.stringify(plain['permissions']) !== '{}') throw new Error(`${file} grants rights to all of its jobs.`)
  const jobs = Object.entries(mapping(plain['jobs'])).map(([name, job]) => readJob(name, mapping(job, JOB)))
  return { name: String(plain['name']), triggers: mapping(plain['on']), jobs }
}

/** Reads a composite action. */
export function readAction(file: string): Action {
  const plain = mapping(parse(readFileSync(file, 'utf8')), ACTION)
  const runs = mapping(plain['runs'], ['using', 'steps'])
  if (runs['using'] !== 'composite') throw new Error(`${file} is no composite action.`)
  return { inputs: mapping(plain['inputs']), outputs: mapping(plain['outputs']), steps: readSteps(runs['steps'], true) }
}

function readJob(name: string, plain: Readonly<Record<string, unknown>>): Job {
  if (plain['uses'] === undefined && !Number.isInteger(plain['timeout-minutes']))
    throw new Error(`${name} has no time limit.`)
  return {
    name,
    if: text(plain['if']),
    needs: text(plain['needs']),
    permissions: texts(plain['permissions']),
    uses: text(plain['uses']),
    with: texts(plain['with'] ?? {}),
    steps: plain['steps'] === undefined ? [] : readSteps(plain['steps'], false),
  }
}

function readSteps(value: unknown, needsShell: boolean): readonly Step[] {
  if (!Array.isArray(value)) throw new Error('There are no steps.')
  return value.map((each) => {
    const plain = mapping(each, STEP)
    if (needsShell && plain['run'] !== undefined && plain['shell'] !== 'bash')
      throw new Error('Another shell than bash.')
    return {
      id: text(plain['id']),
      name: text(plain['name']) ?? '',
      if: text(plain['if']),
      uses: text(plain['uses']),
      run: text(plain['run']),
      with: texts(plain['with'] ?? {}),
      env: texts(plain['env'] ?? {}),
    }
  })
}

function mapping(value: unknown, keys?: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error('Something is no mapping.')
  const other = keys === undefined ? undefined : Object.keys(value).find((key) => !keys.includes(key))
  if (other !== undefined) throw new Error(`A key that this runner does not know: ${other}`)
  return value
}

function texts(value: unknown): Texts {
  return Object.fromEntries(Object.entries(mapping(value)).map(([key, each]) => [key, String(each)]))
}

function text(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error('Something is no text.')
}
