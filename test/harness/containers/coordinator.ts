import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKey } from '../../helpers/ssh-server.ts'
import type { Family } from './deployment.ts'
import { giveToOwner, type Stage } from './stage.ts'

/** Who writes the manifest and merges what the sites publish, with a key of their own, in a container. */
export interface Coordinator {
  /** Makes the repository, with a federation of nobody. */
  readonly begin: () => Promise<void>
  /** Merges a branch that a site has pushed, once the whole is valid. */
  readonly merge: (branch: string) => Promise<void>
  /** Counts the private keys in all that the repository holds, and the objects that were looked through. */
  readonly findPrivateKeys: () => Promise<{ readonly found: number; readonly objects: number }>
}

const CLONE = 'git clone --quiet "$URL" /tmp/clone && cd /tmp/clone'
const BEGIN = `${CLONE} && mkdir federation && printf '%s' "$MANIFEST" > federation/federation.yaml &&
  git add . && git commit --quiet -m 'Begin with nobody' && git push --quiet origin HEAD:main`
const MERGE = `${CLONE} && git merge --quiet --no-ff -m "Merge $BRANCH" "origin/$BRANCH" &&
  fbm-gitops validate federation && git push --quiet origin HEAD:main`
const SEARCH = `${CLONE} && git fetch --quiet origin '+refs/*:refs/all/*' &&
  git cat-file --batch-all-objects --batch > /tmp/objects &&
  git cat-file --batch-all-objects --batch-check | wc -l && grep -a -c 'PRIVATE KEY' /tmp/objects || true`

/** Gives the coordinator of one repository. */
export function makeCoordinator(stage: Stage, family: Family): Coordinator {
  const directory = join(stage.directory, `coordinator-${family}`)
  mkdirSync(directory)
  stage.server.admit(makeKey(directory, 'key', 'ed25519'))
  writeFileSync(join(directory, 'known_hosts'), stage.server.knownHost)
  giveToOwner(directory)
  chmodSync(join(directory, 'key'), 0o600)
  const act = async (script: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const variables = { ...IDENTITY, URL: stage.server.urlOf(family), ...env }
    const flags = Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`)
    const network = [`--network=${stage.engine.prefix}`, `--ip=${stage.engine.newAddress()}`]
    const place = ['--rm', ...network, `--volume=${directory}:/keys:ro`, '--entrypoint=sh']
    const { exitCode, stdout, stderr } = await stage.engine.run(...place, ...flags, stage.image, '-c', script)
    if (exitCode !== 0) throw new Error(`The coordinator failed (${exitCode}):\n${stdout}\n${stderr}`)
    return stdout
  }
  return {
    begin: async () => {
      await stage.server.makeRepository(family)
      await act(BEGIN, { MANIFEST: MANIFESTS[family] })
    },
    merge: async (branch) => {
      await act(MERGE, { BRANCH: branch })
    },
    findPrivateKeys: async () => {
      const [objects = 0, found = -1] = (await act(SEARCH)).trim().split('\n').map(Number)
      return { found, objects }
    },
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Coordinator',
  GIT_AUTHOR_EMAIL: 'coordinator@example.org',
  GIT_COMMITTER_NAME: 'Coordinator',
  GIT_COMMITTER_EMAIL: 'coordinator@example.org',
  GIT_SSH_COMMAND: 'ssh -i /keys/key -o UserKnownHostsFile=/keys/known_hosts -o StrictHostKeyChecking=yes',
}

const MANIFESTS: Readonly<Record<Family, string>> = {
  A2: 'apiVersion: fbm-gitops/v1\nfederation: oncology-network\nprofile: secagg-mpspdz\nnetwork: 10.220.0.0/14\n',
  C: 'apiVersion: fbm-gitops/v1\nfederation: oncology-network\nprofile: party\n',
}
