import * as assert from 'uvu/assert'
import { realWorld } from '../../src/io/world/world.ts'
import { openLog, type LogOptions } from '../../src/watch/log.ts'
import { makeFakeOutput } from '../helpers/capture.ts'
import { makeFakeClock } from '../helpers/fake-clock.ts'
import { suite } from '../helpers/suite.ts'

suite('the log of a daemon', (test) => {
  for (const format of ['text', 'json'] satisfies LogOptions['format'][]) {
    test(`tells in ${format} how many lines were lost, as soon as it can`, async () => {
      const disk = { isFull: false, lines: [] as string[] }
      const write = (text: string): void => {
        if (!disk.isFull) disk.lines.push(text)
      }
      const offer = (text: string): boolean => {
        write(text)
        return !disk.isFull
      }
      const stdout = { ...makeFakeOutput(write), offer }
      const log = await openLog({ ...realWorld(), clock: makeFakeClock(), stdout }, { format, isVerbose: false })
      const say = (message: string): void => {
        log({ level: 'info', message, fields: {} })
      }

      say('one')
      disk.isFull = true
      for (const message of ['two', 'three']) say(message)
      log({ level: 'debug', message: 'never shown', fields: {} })
      disk.isFull = false
      for (const message of ['four', 'five']) say(message)

      assert.is(disk.lines.length, 4)
      assert.match(disk.lines[1] ?? '', 'lines of the log were lost')
      assert.match(disk.lines[1] ?? '', /lines"?[:=]2\b/)
      assert.match(disk.lines[3] ?? '', 'five')
    })
  }
})
