import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fill, holds, isRecord, type Contexts, type JobStatus } from './expressions.ts'
import { takeLines, type Log } from './log.ts'
import { readAction, readWorkflow, type Job, type Step, type Texts, type Workflow } from './read-workflow.ts'
import { STAND_INS, type StandIn } from './stand-ins.ts'

/** What is the same for all jobs of a run. */
export interface RunSituation {
  readonly scratch: string
  /** The bare repository. */
  readonly origin: string
  readonly repository: string
  readonly eventName: string
  readonly event: Readonly<Record<string, unknown>>
  /** The commit and the ref that the event is about. */
  readonly sha: string
  readonly ref: string
  readonly runId: number
  readonly vars: Texts
  readonly apiUrl: string
  readonly grant: (token: string, permissions: Texts) => void
  /** The files of each artifact, by the run and the name. */
  readonly artifacts: Map<string, string>
  /** Where this machine has a workflow or an action of `uses`. */
  readonly locate: (uses: string) => string | undefined
  /** What stands for another repository that is checked out. */
  readonly otherRepository: (name: string, ref: string) => string
}

export interface JobRun {
  readonly name: string
  readonly status: JobStatus | 'skipped'
  readonly log: Log
  readonly summary: string
  /** By the ids of the steps. */
  readonly outputs: Readonly<Record<string, Texts>>
  readonly workspace: string
  readonly temp: string
}

/** Runs the jobs of a workflow one after the other, each on a machine of its own. */
export async function runWorkflow(
  file: string,
  situation: RunSituation,
  inputs: Texts = {},
): Promise<readonly JobRun[]> {
  return runJobs(readWorkflow(file), situation, { inputs, most: undefined })
}

interface Call {
  readonly inputs: Texts
  /** What a called workflow may be granted at most. */
  readonly most: Texts | undefined
}

async function runJobs(workflow: Workflow, situation: RunSituation, call: Call): Promise<readonly JobRun[]> {
  const runs: JobRun[] = []
  for (const job of workflow.jobs) {
    const before = runs.filter(({ name }) => name === job.needs)
    const status = before.some((run) => run.status === 'failure') ? 'failure' : 'success'
    const contexts = contextsOf(situation, call.inputs, undefined)
    if (!holds(job.if, { contexts, status })) {
      runs.push({
        name: job.name,
        status: 'skipped',
        log: { text: '', commands: [] },
        summary: '',
        outputs: {},
        workspace: '',
        temp: '',
      })
    } else if (job.uses === undefined) runs.push(await runJob(job, situation, call))
    else
      runs.push(
        ...(await runCalled(job, situation, call)).map((run) => ({
          ...run,
          name: run.status === 'skipped' ? run.name : job.name,
        })),
      )
  }
  return runs
}

function runCalled(job: Job, situation: RunSituation, call: Call): Promise<readonly JobRun[]> {
  const file = situation.locate(job.uses ?? '')
  if (file === undefined) throw new Error(`There is no ${String(job.uses)}.`)
  const workflow = readWorkflow(file)
  const trigger = workflow.triggers['workflow_call']
  const declared = isRecord(trigger) && isRecord(trigger['inputs']) ? trigger['inputs'] : {}
  const given = fillAll(job.with, situation, call)
  return runJobs(workflow, situation, { inputs: withDefaults(declared, given), most: job.permissions })
}

function fillAll(texts: Texts, situation: RunSituation, { inputs }: Call): Texts {
  const contexts = contextsOf(situation, inputs, undefined)
  return mapTexts(texts, (text) => fill(text, { contexts, status: 'success' }))
}

function withDefaults(declared: Readonly<Record<string, unknown>>, given: Texts): Texts {
  const other = Object.keys(given).find((name) => !Object.hasOwn(declared, name))
  if (other !== undefined) throw new Error(`There is no input ${other}.`)
  return Object.fromEntries(
    Object.entries(declared).map(([name, about]) => {
      const { default: fallback, required } = isRecord(about) ? about : {}
      if (required === true && !Object.hasOwn(given, name)) throw new Error(`The input ${name} is needed.`)
      return [name, given[name] ?? (typeof fallback === 'string' ? fallback : '')]
    }),
  )
}

/** One machine. */
export interface Machine {
  readonly situation: RunSituation
  readonly permissions: Texts
  readonly token: string
  readonly workspace: string
  readonly temp: string
  readonly home: string
  readonly log: Log
}

let tokens = 0

async function runJob(job: Job, situation: RunSituation, call: Call): Promise<JobRun> {
  const more = Object.entries(job.permissions).find(
    ([right, level]) => call.most !== undefined && call.most[right] !== level && call.most[right] !== 'write',
  )
  if (more !== undefined)
    throw new Error(`${job.name} asks for ${more.join(': ')}, which the workflow that calls it was not granted.`)
  const root = mkdtempSync(join(situation.scratch, 'machine-'))
  const [workspace, temp, home] = ['workspace', 'temp', 'home'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  for (const directory of [workspace, temp, home]) mkdirSync(directory)
  tokens += 1
  const token = `ghs_secret-token-${tokens}`
  situation.grant(token, job.permissions)
  const machine: Machine = {
    situation,
    permissions: job.permissions,
    token,
    workspace,
    temp,
    home,
    log: { text: '', commands: [] },
  }
  writeFileSync(join(temp, 'event.json'), JSON.stringify(situation.event))
  writeFileSync(join(temp, 'summary.md'), '')
  const { status, outputs } = await runSteps(job.steps, machine, { inputs: call.inputs, actionPath: undefined })
  const summary = readFileSync(join(temp, 'summary.md'), 'utf8')
  return { name: job.name, status, log: machine.log, summary, outputs, workspace, temp }
}

interface Place {
  readonly inputs: Texts
  /** Of the composite action whose steps these are. */
  readonly actionPath: string | undefined
}

interface StepsRun {
  readonly status: JobStatus
  readonly outputs: Readonly<Record<string, Texts>>
}

async function runSteps(steps: readonly Step[], machine: Machine, place: Place): Promise<StepsRun> {
  let status: JobStatus = 'success'
  const outputs: Record<string, Texts> = {}
  for (const step of steps) {
    const stepsContext = mapRecords(outputs, (each) => ({ outputs: each }))
    const scope = { contexts: contextsOf(machine.situation, place.inputs, machine, stepsContext), status }
    if (!holds(step.if, scope)) continue
    const filled = {
      ...step,
      with: mapTexts(step.with, (text) => fill(text, scope)),
      env: mapTexts(step.env, (text) => fill(text, scope)),
      run: step.run === undefined ? undefined : fill(step.run, scope),
    }
    const done = await runStep(filled, machine, place)
    if (done.status === 'failure') status = 'failure'
    if (step.id !== undefined) outputs[step.id] = done.outputs
  }
  return { status, outputs }
}

interface StepRun {
  readonly status: JobStatus
  readonly outputs: Texts
}

async function runStep(step: Step, machine: Machine, place: Place): Promise<StepRun> {
  if (step.run !== undefined) return runScript(step, machine, place)
  const { uses = '' } = step
  const standIn: StandIn | undefined = STAND_INS[uses.replace(/@.*/, '')]
  if (standIn === undefined) return runAction(step, machine)
  if (!/@[0-9a-f]{40}$/.test(uses)) throw new Error(`${uses} is not pinned.`)
  const fault = standIn(machine, step.with)
  if (fault === undefined) return { status: 'success', outputs: {} }
  machine.log.text += `Error: ${fault}\n`
  return { status: 'failure', outputs: {} }
}

async function runAction({ uses = '', with: given }: Step, machine: Machine): Promise<StepRun> {
  const actionPath = uses.startsWith('./') ? resolve(machine.workspace, uses) : machine.situation.locate(uses)
  if (actionPath === undefined || !existsSync(join(actionPath, 'action.yml')))
    throw new Error(`There is no action ${uses}.`)
  const action = readAction(join(actionPath, 'action.yml'))
  const inputs = withDefaults(action.inputs, given)
  const { status, outputs } = await runSteps(action.steps, machine, { inputs, actionPath })
  const steps = mapRecords(outputs, (each) => ({ outputs: each }))
  const scope = { contexts: { inputs, steps }, status: 'success' } as const
  const named = Object.entries(action.outputs).map(([name, about]) => {
    return [name, fill(isRecord(about) ? String(about['value']) : '', scope)] as const
  })
  return { status, outputs: Object.fromEntries(named) }
}

async function runScript({ run = '', env }: Step, machine: Machine, { actionPath }: Place): Promise<StepRun> {
  const { situation, workspace, temp, home } = machine
  const script = join(temp, 'step.sh')
  const output = join(temp, 'output')
  writeFileSync(script, run)
  writeFileSync(output, '')
  // Not in a call that waits: the stand-in for the host's API runs in this very process.
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: situation.apiUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: situation.repository,
      GITHUB_EVENT_NAME: situation.eventName,
      GITHUB_EVENT_PATH: join(temp, 'event.json'),
      GITHUB_REF: situation.ref,
      GITHUB_SHA: situation.sha,
      GITHUB_HEAD_REF: headRefOf(situation),
      GITHUB_RUN_ID: String(situation.runId),
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_ENV: join(temp, 'env'),
      GITHUB_PATH: join(temp, 'path'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary.md'),
      RUNNER_TEMP: temp,
      ...(actionPath === undefined ? {} : { GITHUB_ACTION_PATH: actionPath }),
      ...env,
    },
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  const code = await new Promise((done) => child.on('close', done))
  takeLines(machine.log, written.stdout + written.stderr)
  return { status: code === 0 ? 'success' : 'failure', outputs: readOutputs(readFileSync(output, 'utf8')) }
}

function headRefOf({ event }: RunSituation): string {
  const pull = event['pull_request']
  const head = isRecord(pull) ? pull['head'] : undefined
  return isRecord(head) ? String(head['ref']) : ''
}

/** `name=value`, or `name<<WORD`, lines and `WORD`. */
function readOutputs(text: string): Texts {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  while (lines.length > 0) {
    const line = lines.shift() ?? ''
    const [, name, word] = /^([\w-]+)<<(.+)$/.exec(line) ?? []
    if (name !== undefined && word !== undefined) {
      outputs[name] = lines.splice(0, lines.indexOf(word)).join('\n')
      lines.shift()
    } else if (line !== '') {
      const [key = '', ...value] = line.split('=')
      outputs[key] = value.join('=')
    }
  }
  return outputs
}

function contextsOf(
  situation: RunSituation,
  inputs: Texts,
  machine: Machine | undefined,
  steps: Readonly<Record<string, unknown>> = {},
): Contexts {
  const { event, eventName, sha, ref, repository, runId, vars } = situation
  const github = { event, event_name: eventName, sha, ref, repository, run_id: runId, token: machine?.token }
  return { github, inputs, vars, steps, ...(machine === undefined ? {} : { runner: { temp: machine.temp } }) }
}

function mapTexts(texts: Texts, change: (text: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]))
}

function mapRecords<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}
