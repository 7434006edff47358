import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { FLAGS, variableOf, type Flag, type FlagName } from '../../src/command-line/flags.ts'
import { chooseAll, mapFlags, type SettingsLayer, type Sources } from '../../src/command-line/origin.ts'
import type { Origin } from '../../src/domain/origin.ts'
import { codeOf } from '../helpers/world-in.ts'
import { suite } from '../helpers/suite.ts'

const ALL = Object.keys(mapFlags(() => undefined)) as FlagName[]
const LEVELS = ['flag', 'variable', 'file'] as const

/** A value that the flag can have, another one at each level. */
function valueAt(name: FlagName, level: (typeof LEVELS)[number]): string | true {
  const { syntax, choices, unit }: Flag = FLAGS[name]
  if (!syntax.includes(' ')) return level === 'file' ? name : true
  const index = LEVELS.indexOf(level)
  if (choices !== undefined) return choices[index % choices.length] ?? ''
  if (unit === 'duration') return `${index + 1}s`
  return unit === 'size' ? `${index + 1}MiB` : `${name} by ${level}`
}

function sourcesWith(name: FlagName, levels: readonly string[]): Sources {
  const has = (level: string): boolean => levels.includes(level)
  return {
    typed: has('flag') ? { [name]: valueAt(name, 'flag') } : {},
    env: has('variable') ? { [variableOf(name)]: String(valueAt(name, 'variable')) } : {},
    settings: has('file') ? layer({ [name]: { value: String(valueAt(name, 'file')), line: 7 } }) : undefined,
  }
}

function layer(values: SettingsLayer['values']): SettingsLayer {
  return { file: 's.yaml', values, settled: {} }
}

suite('where a value comes from', (test) => {
  for (const name of ALL) {
    test(`${name}: the flag wins over the variable, that over the settings, and those over the default`, () => {
      const { variable, fallback, syntax }: Flag = FLAGS[name]
      fc.assert(
        fc.property(fc.subarray([...LEVELS]), (levels) => {
          const { value, origin } = chooseAll(ALL, sourcesWith(name, levels))[name]
          const [first] = LEVELS.filter(
            (level) => levels.includes(level) && (level !== 'variable' || variable === true),
          )

          assert.is(origin.kind, first ?? 'default')
          const written = first === undefined ? fallback : valueAt(name, first)
          assert.is(value, first === 'file' && !syntax.includes(' ') ? true : written)
        }),
      )
    })
  }

  test('is told with the name of the variable, and with the line of the file', () => {
    const { ref, path } = chooseAll(ALL, {
      typed: {},
      env: { FBM_GITOPS_REF: 'main' },
      settings: layer({ path: { value: 'p', line: 3 } }),
    })

    assert.equal(ref.origin, { kind: 'variable', name: 'FBM_GITOPS_REF' } satisfies Origin)
    assert.equal(path.origin, { kind: 'file', file: 's.yaml', line: 3 } satisfies Origin)
  })

  test('is never a variable for a command that has not the flag', () => {
    const sources = { ...sourcesWith('ref', ['flag', 'variable']) }

    assert.equal(chooseAll(['component'], sources).ref, { value: undefined, origin: { kind: 'default' } })
  })

  test('is the file also for a command that only names others with the flag, where they repeat it', () => {
    const mode = { value: 'report', line: 8 }
    const ref = { value: 'main', line: 7 }
    const chosen = chooseAll(['component'], { typed: {}, env: {}, settings: layer({ ref, mode }) })

    assert.equal([chosen.ref.value, chosen.mode.value], ['main', 'apply'])
  })

  test('is no variable that is empty', () => {
    const { ref } = chooseAll(ALL, { typed: {}, env: { FBM_GITOPS_REF: '' }, settings: undefined })

    assert.is(ref.origin.kind, 'default')
  })

  for (const one of ['federation', 'repository'] as const) {
    const other = one === 'federation' ? 'repository' : 'federation'
    for (const [level, lower] of [
      ['flag', 'variable'],
      ['flag', 'file'],
      ['variable', 'file'],
    ] as const) {
      test(`lets the ${one} of a ${level} win over the ${other} of a ${lower}`, () => {
        const above = sourcesWith(one, [level])
        const below = sourcesWith(other, [lower])
        const choices = chooseAll(ALL, {
          typed: { ...above.typed, ...below.typed },
          env: { ...above.env, ...below.env },
          settings: above.settings ?? below.settings,
        })

        assert.is(choices[one].value, valueAt(one, level))
        assert.equal(choices[other], { value: FLAGS[other].fallback, origin: { kind: 'default' } })
      })
    }
  }

  for (const level of ['flag', 'variable'] as const) {
    test(`refuses a federation and a repository of one ${level} each`, async () => {
      const federation = sourcesWith('federation', [level])
      const repository = sourcesWith('repository', [level])
      const both = {
        typed: { ...federation.typed, ...repository.typed },
        env: { ...federation.env, ...repository.env },
        settings: undefined,
      }

      assert.is(await codeOf(() => chooseAll(ALL, both)), 'USAGE')
    })
  }

  test('lets a flag of one way of writing win over the other one of the settings', () => {
    const writing = { value: 'freeze', line: 4 }
    const settings = layer({ freeze: writing, offline: writing })

    assert.is(chooseAll(ALL, { typed: {}, env: {}, settings }).freeze.value, true)
    assert.is(chooseAll(ALL, { typed: {}, env: {}, settings }).offline.value, false)
    const typed = chooseAll(ALL, { typed: { offline: true }, env: {}, settings })
    assert.equal([typed.offline.value, typed.freeze.value], [true, undefined])
  })

  for (const [name, value] of [
    ['mode', 'dry'],
    ['interval', '60'],
    ['fetchTimeout', '1 s'],
    ['maxStaleness', '-1h'],
    ['fetchLimit', '32MB'],
  ] as const) {
    test(`refuses '${value}' for ${name}, typed or set`, async () => {
      const set = { [variableOf(name)]: value }

      assert.is(await codeOf(() => chooseAll(ALL, { typed: { [name]: value }, env: {}, settings: undefined })), 'USAGE')
      assert.is(await codeOf(() => chooseAll(ALL, { typed: {}, env: set, settings: undefined })), 'USAGE')
    })
  }
})
