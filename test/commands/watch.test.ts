import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { until, withDaemon, type LogLine } from '../helpers/daemon.ts'
import { manifestOf, MEMBERS, readRegistrations, withFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'

const isPass = (line: LogLine): boolean => line['message'] === 'pass'

suite('watch', (test) => {
  test('registers at its start and after a commit, and ends with 0 when told to', () =>
    withFederation(async ({ repository, trees, locate }) => {
      const peers = (): readonly string[] => Object.keys(readRegistrations(trees.a))
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await repository.commit('b is not there yet')

      await withDaemon([...locate('a'), '--interval', '1h'], async (daemon) => {
        await until(
          () => peers().length === 1,
          () => JSON.stringify(daemon.lines()) + daemon.stderr(),
        )
        repository.write({ 'federation/federation.yaml': manifestOf() })
        await repository.commit('b joins')
        await until(
          () => peers().includes(MEMBERS.b.id),
          () => JSON.stringify(daemon.lines()),
        )

        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0, daemon.stderr())
        assert.equal(daemon.stderr(), '')
        assert.is(daemon.lines().at(-1)?.['message'], 'stop')
        assert.ok(
          daemon.lines().some((line) => isPass(line) && String(line['trigger']).includes('commit')),
          JSON.stringify(daemon.lines()),
        )
      })
    }))

  test('heals a row that somebody deletes, and reports one that somebody edits', () =>
    withFederation(async ({ trees, locate }) => {
      const { registryFile } = trees.a
      await withDaemon([...locate('a'), '--interval', '1h'], async (daemon) => {
        await daemon.line((line) => isPass(line) && line['done'] === 2)
        const text = readFileSync(registryFile, 'utf8')

        writeFileSync(registryFile, text.replace(/"Certificates": \{.*?\}\}/s, '"Certificates": {}'))
        await daemon.line((line) => line['message'] === 'change' && line['cause'] === 'vanished')
        await until(() => Object.keys(readRegistrations(trees.a)).length === 2)

        writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace('14000', '14009'))
        const edited = await daemon.line((line) => line['code'] === 'EDITED')
        assert.is(edited['party'], MEMBERS.server.id)
        assert.ok(readFileSync(registryFile, 'utf8').includes('14009'))
      })
    }))
})
