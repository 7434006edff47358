import * as assert from 'uvu/assert'
import { realWorld } from '../../src/io/world/world.ts'
import { captureJson } from '../helpers/capture.ts'
import { countGit } from '../helpers/count-git.ts'
import { withDirectory } from '../helpers/directory.ts'
import { withFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { publishAll } from './helpers/report.ts'

suite('what a report is made from', (test) => {
  test('is fetched with the observations in it where a repository is named', () =>
    withFederation(async ({ repository }) => {
      await withDirectory({}, async (home) => {
        await publishAll(repository)
        const env = { PATH: process.env['PATH'], HOME: home }
        const { exitCode, json, stderr } = await captureJson(['report', '--repository', repository.top], { env })

        assert.is(exitCode, 0, stderr)
        assert.is(json['verdict'], 'in-sync')
      })
    }))

  test('takes no more processes for forty branches than for three', () =>
    withFederation(async ({ repository, directory }) => {
      const argv = ['report', '--federation', directory, '--exit-zero']
      await publishAll(repository)
      const few = await countGit(realWorld(), ({ env }) => captureJson(argv, { env }))
      const head = await repository.head()
      for (let index = 0; index < 37; index += 1) {
        repository.plumb(['update-ref', `refs/heads/fbm-gitops/observed/NODE_${index}`, head])
      }
      const many = await countGit(realWorld(), ({ env }) => captureJson(argv, { env }))

      assert.is(few.value.json['verdict'], 'in-sync')
      assert.is(many.count, few.count)
    }))
})
