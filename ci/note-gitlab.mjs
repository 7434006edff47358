// Puts the preview of a merge request into one note there, where a token was given; without one it says where to look.

import { join, resolve } from 'node:path'
import process from 'node:process'
import { findHindrance } from './place.mjs'
import { askHost, makeBody, readHostile, Refusal, runToEnd, writeSticky } from './sticky.mjs'
import { tellHowToCheck } from './text.mjs'

const { env } = process
const DIRECTORY = resolve(env.FBM_DIRECTORY || 'fbm-gitops')

process.exitCode = await runToEnd(note, (text) => process.stdout.write(`fbm-gitops: ${text}\n`))

async function note() {
  if (!env.FBM_GITOPS_TOKEN)
    return 'There is no FBM_GITOPS_TOKEN, so no note is written: the preview is among the artifacts of this job.'
  const [project, iid] = [env.CI_PROJECT_ID, env.CI_MERGE_REQUEST_IID].map((id) =>
    /^\d+$/.test(id ?? '') ? id : undefined,
  )
  if (project === undefined || iid === undefined) throw new Refusal('This is no pipeline of a merge request.')
  const hindrance = findHindrance(DIRECTORY, process.cwd())
  if (hindrance !== undefined) throw new Refusal(hindrance)
  const markdown = readHostile(join(DIRECTORY, 'comment.md'))
  const { id: self } = await ask('/user')
  const notes = `/projects/${project}/merge_requests/${iid}/notes`
  const done = await writeSticky(
    {
      list: (page, size) => askPage(`${notes}?per_page=${size}&page=${page}&sort=asc`),
      isOurs: ({ author }) => author?.id === self,
      update: ({ id }, body) => ask(`${notes}/${Number(id)}`, 'PUT', { body }),
      create: (body) => ask(notes, 'POST', { body }),
    },
    makeBody(markdown, introduce(iid)),
  )
  return `The note at merge request ${iid} was ${done}.`.replace('was unchanged', 'is as it was')
}

function introduce(iid) {
  const commit = (env.CI_COMMIT_SHA ?? '').replaceAll(/[^0-9a-f]/g, '')
  return (
    `_Written by job ${Number(env.CI_JOB_ID)} for ${commit}. Whoever may push the branch could change what its job does: ` +
    `${tellHowToCheck(`merge-requests/${iid}/head`)}_`
  )
}

async function ask(path, method, body) {
  return (await askPage(path, method, body)).json
}

function askPage(path, method, body) {
  return askHost(`${env.CI_API_V4_URL}${path}`, { method, headers: { 'private-token': env.FBM_GITOPS_TOKEN }, body })
}
