import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { FLAGS, variableOf, type Flag } from '../src/command-line/flags.ts'
import { COMMANDS, type CommandLine } from '../src/command-line/table.ts'
import { EXIT_CODES } from '../src/domain/exit-code.ts'
import { DRIFT_MEANINGS } from '../src/domain/pass/drift-meaning.ts'
import { catalogue } from '../src/domain/problem.ts'
import { CONDITIONS } from '../src/domain/status/condition.ts'
import { REASONS } from '../src/domain/status/reasons.ts'

const target = join(import.meta.dirname, '../docs/reference.md')

/** Makes the reference documentation from the tables that the program itself uses, so that it cannot become untrue. */
export async function makeReference(): Promise<string> {
  const text = [HEAD, commands(), flags(), exitCodes(), driftClasses(), conditions(), problems()].join('\n\n')
  return format(text, { ...(await resolveConfig(target)), parser: 'markdown' })
}

const HEAD = `# Reference

<!-- Made by scripts/reference.ts from the tables in src/: change those, then run \`npm run reference\`. -->

Commands, flags, exit codes, drift classes, conditions and problem codes. They are promises: scripts may rely on them, and every
change is in CHANGELOG.md. JSON results (\`--format json\`) are described by \`schemas/<command>.schema.json\`.`

function commands(): string {
  const rows = Object.entries(COMMANDS).map(([name, line]: [string, CommandLine]) => {
    const { summary, flags: accepted, argument, formats } = line
    const call = argument === undefined ? name : `${name} ${argument[0]}`
    const forms = formats === undefined ? '' : `; as ${formats.map((format) => `\`${format}\``).join(', ')}`
    return `| \`${escapeCell(call)}\` | ${escapeCell(summary)}${forms} | ${accepted.map((flag) => `\`${FLAGS[flag].syntax.split(' ')[0] ?? ''}\``).join(' ')} |`
  })
  return `## Commands\n\n| command | does | flags |\n|---|---|---|\n${rows.join('\n')}`
}

function flags(): string {
  const rows = Object.entries(FLAGS).map(([name, flag]: [string, Flag]) => {
    const { syntax, description, fallback, choices, repeatable, variable } = flag
    const notes = [
      fallback === undefined ? '' : `default \`${fallback}\``,
      name === 'format' ? '`text` or `json`, and what else the command says above' : '',
      choices === undefined ? '' : choices.map((choice) => `\`${choice}\``).join(' or '),
      repeatable === true ? 'may be repeated' : '',
    ].filter((note) => note !== '')
    const environment = variable === true ? `\`${variableOf(name)}\`` : ''
    return `| \`${escapeCell(syntax)}\` | ${escapeCell([description, ...notes].join('; '))} | ${environment} |`
  })
  return `## Flags\n\nA flag wins over its environment variable, and that one over the settings file (docs/configuration.md).\n\n| flag | means | variable |\n|---|---|---|\n${rows.join('\n')}`
}

function exitCodes(): string {
  const rows = Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`)
  return `## Exit codes\n\nWhere several apply, the first of 1, 26, 25, 24, 22, 21, 23, 20, 2 is given; 64 stands alone.\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}`
}

function driftClasses(): string {
  const rows = Object.entries(DRIFT_MEANINGS).map(([name, { state, action }]) => `| ${name} | ${state} | ${action} |`)
  return `## Drift classes\n\nEach party is compared in three states: what the federation declares, what fbm-gitops recorded when it last wrote, and what the registry holds now.\n\n| class | what is the case | what \`reconcile\` does |\n|---|---|---|\n${rows.join('\n')}`
}

function conditions(): string {
  const types = Object.entries(CONDITIONS).map(([type, meaning]) => `| \`${type}\` | ${meaning} |`)
  const reasons = Object.entries(REASONS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, meaning]) => `| \`${reason}\` | ${escapeCell(meaning)} |`)
  return `## Conditions\n\nWhat \`status\` says of a component; docs/status.md has the rules. Each is \`true\`, \`false\` or \`unknown\`.\n\n| condition | says where it is true |\n|---|---|\n${types.join('\n')}\n\n| reason | means |\n|---|---|\n${reasons.join('\n')}`
}

function problems(): string {
  const rows = Object.entries(catalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { severity, exitCode, meaning }]) => {
      return `| \`${code}\` | ${severity} | ${exitCode ?? ''} | ${escapeCell(meaning)} |`
    })
  return `## Problem codes\n\n\`validate\` ends with 26 for every error.\n\n| code | severity | exit code | arises when |\n|---|---|---|---|\n${rows.join('\n')}`
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|')
}

if (process.argv[1] === import.meta.filename) {
  const made = await makeReference()
  const isSame = (await readFile(target, 'utf8').catch(() => '')) === made
  if (!isSame) await writeFile(target, made)
  process.stdout.write(isSame ? 'docs/reference.md is up to date.\n' : 'docs/reference.md was written.\n')
}
