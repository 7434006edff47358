import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isIniFault, parseIni } from '../../src/fedbiomed/ini.ts'
import { getOption } from '../../src/fedbiomed/interpolation.ts'
import { askConfigparser, type IniReading } from '../helpers/configparser.ts'
import { announceSkip, suite } from '../helpers/suite.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/ini')

const names = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.ini'))
  .map((name) => name.slice(0, -'.ini'.length))

suite('ini', (test) => {
  for (const name of names)
    test(`reads ${name}.ini as Python does`, () => {
      assert.fixture(write(describe(readText(name))), readGolden(name))
    })

  test('holds golden files that this Python would write', () => {
    const readings = askConfigparser(names.map(readText))

    if (readings === undefined) announceSkip('configparser golden files', 'there is no python3')
    else assert.equal(readings.map(write), names.map(readGolden))
  })

  test('reads 3,000 texts of random tokens as Python does', () => {
    const texts = makeRandomTexts(3000)
    const readings = askConfigparser(texts)

    if (readings === undefined) {
      announceSkip('configparser on random texts', 'there is no python3')
      return
    }
    for (const [index, text] of texts.entries())
      assert.is(write(describe(text)), write(readings[index]), JSON.stringify(text))
    const faultless = readings.filter((reading) => 'sections' in reading).length
    assert.ok(faultless > 300 && faultless < 2900, `${faultless} of the texts are faultless`)
  })

  test('takes linear time on a line of a million spaces', () => {
    const spaces = ' '.repeat(1_000_000)

    const ini = parseIni(`[s]\na = x${spaces}y\n${spaces}\n`)

    assert.not.ok(isIniFault(ini))
  })

  test('finds nothing in a section that is missing, DEFAULT included', () => {
    const ini = parseIni('[DEFAULT]\na = 1\n')

    assert.not.ok(isIniFault(ini))
    if (isIniFault(ini)) return
    assert.is(getOption(ini, 'default', 'a'), undefined)
  })

  test('tells the line of an option', () => {
    const ini = parseIni('# x\n[s]\na = 1\n\nb = %(a)s\n')

    assert.not.ok(isIniFault(ini))
    if (!isIniFault(ini)) assert.equal(getOption(ini, 's', 'b'), { text: '1', line: 5 })
  })
})

/** As text, since a section may be called `constructor`, which comparing objects would trip over. */
function write(reading: IniReading | undefined): string {
  return `${JSON.stringify(reading, undefined, 2)}\n`.replaceAll(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function readText(name: string): string {
  return readFileSync(join(FIXTURES, `${name}.ini`), 'utf8')
}

function readGolden(name: string): string {
  return readFileSync(join(FIXTURES, `${name}.json`), 'utf8')
}

function describe(text: string): IniReading {
  const ini = parseIni(text)
  if (isIniFault(ini)) return { error: ini.fault, line: ini.line }
  const sections = [...ini.sections].map(([name, section]) => {
    const options = new Set([...section.keys(), ...ini.defaults.keys()])
    const readings = [...options].map((option) => {
      const found = getOption(ini, name, option)
      if (found === undefined) throw new Error(`${option} was not found again`)
      return [option, isIniFault(found) ? { error: found.fault } : { value: found.text }] as const
    })
    return [name, Object.fromEntries(readings)] as const
  })
  return { sections: Object.fromEntries(sections) }
}

const TOKENS = [
  ...['[s]', '[t]', '[DEFAULT]', '[', ']', 'a', 'A', 'b', 'c d', '=', ':', ' = ', ' : ', '#', ';', '%', '%%', '%(a)s'],
  ...['%(b)s', '%(', ' ', '  ', '\t', '\u00a0', '\u0085', '\u001c', '\u2028', '\ufeff', '\u000b', '\r', '\r\n', 'x'],
  ...['\n', '\n', '\n', '\n', '\n  ', '\na = ', '\nb = ', '\n[s]\n', '\n[u]\n'],
] as const

/** Texts of some dozen tokens each, the same ones in every run. */
function makeRandomTexts(count: number): readonly string[] {
  let state = 20261001
  const next = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return Array.from({ length: count }, () => {
    const start = next(4) === 0 ? '' : '[s]\n'
    return start + Array.from({ length: next(24) }, () => TOKENS[next(TOKENS.length)] ?? '').join('')
  })
}
