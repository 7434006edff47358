import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import { readConfiguration } from '../configuration.ts'
import { gatherMachineFacts } from '../doctor/gather-machine.ts'
import { gatherFacts } from '../doctor/gather.ts'
import { COMPONENT_CHECKS, examine, MACHINE_CHECKS } from '../domain/doctor/checks.ts'
import { exitCodeOfFindings, problemsOfFindings, type Finding } from '../domain/doctor/finding.ts'
import { valueOf } from '../domain/doctor/found.ts'
import { sortProblems } from '../domain/problem.ts'
import type { World } from '../io/world/world.ts'
import { examinationToJson } from '../render/doctor-json.ts'
import { renderExamination, type ExaminedComponent } from '../render/doctor.ts'
import type { Result } from './support/command.ts'
import { completeRemedies } from './support/repeat.ts'
import { makeSource } from './support/source.ts'

/** Looks for everything that would go wrong with each component, and says what to do about it. */
export async function doctor(world: World, invocation: Invocation): Promise<Result> {
  const { components } = await readConfiguration(world, invocation)
  const machine = examine(MACHINE_CHECKS, await gatherMachineFacts(world))
  const examined: ExaminedComponent[] = []
  for (const { options } of components) examined.push(await examineComponent(world, options))
  const findings = [...machine, ...examined.flatMap((each) => each.findings)]
  return {
    exitCode: exitCodeOfFindings(findings),
    problems: sortProblems(problemsOfFindings(findings)),
    remarks: [],
    fields: examinationToJson(machine, examined),
    text: (style) => renderExamination(machine, examined, style),
  }
}

async function examineComponent(world: World, options: Options): Promise<ExaminedComponent> {
  const { component: directory, config, registry, probe } = options
  const source = makeSource(world, options)
  const facts = await gatherFacts(world, { component: { directory, config, registry }, source, probe })
  const findings = examine(COMPONENT_CHECKS, facts).map((finding) => complete(finding, options))
  const id = valueOf(facts.component)?.id
  const name = valueOf(facts.declaration)?.federation.parties.find((party) => party.id === id)?.name
  return { directory, id, name, findings }
}

/** Completes the commands of a remedy, in the finding and in the problem behind it. */
function complete(finding: Finding, options: Options): Finding {
  const { problem } = finding
  if (problem === undefined) return finding
  const [completed = problem] = completeRemedies([problem], options)
  return { ...finding, problem: completed, remedy: completed.remedy }
}
