import { countResults, exitCodeOfFindings, type Finding } from '../domain/doctor/finding.ts'
import type { ExaminedComponent } from './doctor.ts'
import type { Json, JsonFields } from './json.ts'

/** What an examination found, as JSON. */
export function examinationToJson(machine: readonly Finding[], components: readonly ExaminedComponent[]): JsonFields {
  const all = [...machine, ...components.flatMap(({ findings }) => findings)]
  return {
    counts: { ...countResults(all) },
    machine: machine.map(findingToJson),
    components: components.map(({ directory, id, name, findings }) => ({
      directory,
      component: id,
      name,
      exitCode: exitCodeOfFindings(findings),
      counts: { ...countResults(findings) },
      findings: findings.map(findingToJson),
    })),
  }
}

function findingToJson({ check, group, result, message, remedy, party, problem }: Finding): Json {
  return { check, group, result, code: problem?.code, message, remedy, party }
}
