// What `docker compose` does with a service that is an image of fbm-gitops: reads the compose files that are named, and runs
// the built program with the service's command, variables, user, mounts and secrets, in a file system where each path is
// what the service says. What it does not know it refuses, so that nothing of a compose file is passed over.
'use strict'
const { spawn, spawnSync } = require('node:child_process')
const { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } = require('node:fs')
const { join, resolve } = require('node:path')
const process = require('node:process')
const { parse } = require('yaml')

const { PROGRAM, DAEMONS, NODE_BIN } = process.env
const IMAGE = 'fbm-gitops'
const KNOWN = new Set(['image', 'user', 'command', 'environment', 'volumes', 'secrets', 'read_only', 'tmpfs'])
/** What makes no difference to what a command does, or takes rights away that are not needed. */
const WITHOUT_EFFECT = new Set([
  'cap_drop',
  'security_opt',
  'pids_limit',
  'mem_limit',
  'restart',
  'stop_grace_period',
  'healthcheck',
])

main(process.argv.slice(2))

function main([word, ...args]) {
  if (word !== 'compose') fail(`not known: ${word}`)
  readDotEnv()
  const files = (process.env.COMPOSE_FILE ?? 'docker-compose.yml').split(':')
  const [verb, ...rest] = args
  if (verb === 'up' && rest.length === 2 && rest[0] === '-d') return up(readService(files, rest[1]), rest[1])
  if (verb === 'exec' && rest.length > 1) return exec(readService(files, rest[0]), rest[0], rest.slice(1))
  fail(`not known: ${args.join(' ')}`)
}

/** What stands in `.env`, for the compose files; what is set already wins. */
function readDotEnv() {
  if (!existsSync('.env')) return
  const lines = readFileSync('.env', 'utf8').split('\n')
  for (const [, name, value] of lines.map((line) => /^(\w+)=(.*)$/.exec(line) ?? [])) {
    if (name !== undefined) process.env[name] ??= value
  }
}

function readService(files, name) {
  const documents = files.map((file) => parse(interpolate(readFileSync(file, 'utf8')), { merge: true }))
  const services = Object.assign({}, ...documents.map(({ services }) => services))
  const service = services[name] ?? fail(`no such service: ${name}`)
  for (const key of Object.keys(service)) if (!KNOWN.has(key) && !WITHOUT_EFFECT.has(key)) fail(`not known: ${key}`)
  if (service.image !== IMAGE) fail(`no such image: ${service.image}`)
  if (service.tmpfs?.some((line) => !line.startsWith('/tmp:'))) fail(`not known: ${service.tmpfs}`)
  const secrets = Object.assign({}, ...documents.map(({ secrets }) => secrets))
  return { ...service, bindings: readBindings(service, secrets) }
}

function interpolate(text) {
  return text.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name, otherwise = '') => process.env[name] || otherwise)
}

/** Relative paths begin at the directory of the first compose file; here everybody stands in it. */
function readBindings({ volumes = [], secrets = [] }, declared) {
  const bound = volumes.map(({ type, source, target, read_only, bind }) => {
    if (type !== 'bind' || bind?.create_host_path !== false) fail(`not known: a volume ${type} at ${target}`)
    return { source: resolve(source), target, access: read_only === true ? 'ro' : 'rw' }
  })
  const shown = secrets.map((name) => {
    return { source: resolve(declared[name].file), target: `/run/secrets/${name}`, access: 'ro' }
  })
  const all = [{ source: PROGRAM, target: '/usr/local/bin/fbm-gitops', access: 'ro' }, ...bound, ...shown]
  const missing = all.find(({ source }) => !existsSync(source))
  return missing === undefined ? all : fail(`there is no ${missing.source}`)
}

function up(service, name) {
  mkdirSync(DAEMONS, { recursive: true })
  const log = openSync(join(DAEMONS, `${name}.log`), 'w')
  const [file, ...args] = enter(service, ['fbm-gitops', ...service.command])
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, NODE_BIN },
    stdio: ['ignore', log, log],
    detached: true,
  })
  writeFileSync(join(DAEMONS, `${name}.pid`), String(child.pid))
  child.unref()
}

function exec(service, name, command) {
  if (!existsSync(join(DAEMONS, `${name}.pid`))) fail(`service "${name}" is not running`)
  const [file, ...args] = enter(service, command)
  const { status } = spawnSync(file, args, { env: { PATH: process.env.PATH, NODE_BIN }, stdio: 'inherit' })
  process.exit(status ?? 1)
}

function enter({ bindings, environment, user, read_only }, command) {
  const work = mkdtempSync(join(DAEMONS, '..', 'container-'))
  const spec = join(work, 'spec')
  mkdirSync(join(work, 'root'))
  writeFileSync(spec, bindings.map(({ source, target, access }) => `${source}\t${target}\t${access}\n`).join(''))
  // The image says HOME.
  const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', ...environment }
  const env = ['env', '-i', ...Object.entries(variables).map(([key, value]) => `${key}=${value}`)]
  const mode = read_only === true ? 'ro' : 'rw'
  const script = join(__dirname, 'enter.sh')
  return ['unshare', '--mount', 'sh', script, join(work, 'root'), mode, spec, user, ...env, ...command]
}

function fail(message) {
  process.stderr.write(`docker: ${message}\n`)
  process.exit(64)
}
