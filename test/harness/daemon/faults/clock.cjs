// Gives a Node program another time: loaded before it by --require. CLOCK_FILE holds by how many milliseconds the wall
// clock is off, and is read each time, so that it can be put forward and back. CLOCK_SPEED says how many times as fast
// as elsewhere all clocks and timers run. Programs that the program starts are not concerned.
'use strict'
const fs = require('node:fs')
const process = require('node:process')

const speed = Number(process.env['CLOCK_SPEED'] ?? '1')
const file = process.env['CLOCK_FILE']
const { now } = Date
const { bigint } = process.hrtime
const begin = { wall: now(), monotonic: bigint() }
const readShift = () => (file === undefined ? 0 : Number(fs.readFileSync(file, 'utf8')))

Date.now = () => Math.floor(begin.wall + (now() - begin.wall) * speed + readShift())
process.hrtime.bigint = () => begin.monotonic + (bigint() - begin.monotonic) * BigInt(speed)
for (const name of ['setTimeout', 'setInterval']) {
  const original = globalThis[name]
  globalThis[name] = (action, milliseconds, ...rest) => original(action, (milliseconds ?? 0) / speed, ...rest)
}
