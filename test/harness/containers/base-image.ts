import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheDirectory } from '../../../scripts/fedbiomed-environment.ts'
import type { Engine } from './engine.ts'

/** The oldest system among Fed-BioMed's images: glibc 2.31. */
const RELEASE = 'bullseye'
const PACKAGES = ['ca-certificates', 'git', 'openssh-client', 'openssh-server', 'tini']
/** Changes with what is put into the image. */
const EDITION = 1
const MIRRORS = ['http://deb.debian.org/debian', 'http://archive.debian.org/debian']
const NOT_NEEDED = ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale']

/** Gives the name of an image with Debian, git, ssh and sshd; made without a registry, once, and kept in the user's cache. */
export async function prepareBaseImage({ attempt, podman }: Engine): Promise<string> {
  const image = `localhost/fbm-gitops-test-base:${RELEASE}-${EDITION}`
  if ((await attempt('image', 'exists', image)).exitCode === 0) return image
  const archive = join(cacheDirectory(), `container-base-${RELEASE}-${EDITION}.tar`)
  if (!existsSync(archive)) await makeArchive(archive)
  await podman('import', '--quiet', archive, image)
  return image
}

/** In memory: dpkg waits for the disk after each file. */
async function makeArchive(archive: string): Promise<void> {
  mkdirSync(cacheDirectory(), { recursive: true })
  const directory = mkdtempSync(join(tmpdir(), 'fbm-gitops-base-'))
  const aside = `${archive}.${process.pid}`
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=2g,mode=755', 'tmpfs', directory])
  try {
    await bootstrap(directory)
    for (const path of NOT_NEEDED) rmSync(join(directory, path), { recursive: true, force: true })
    await execa('tar', ['--create', '--file', aside, '--directory', directory, '.'])
    renameSync(aside, archive)
  } finally {
    rmSync(aside, { force: true })
    await execa('umount', ['--lazy', directory])
    rmSync(directory, { recursive: true, force: true })
  }
}

async function bootstrap(directory: string): Promise<void> {
  const faults: string[] = []
  const given = process.env['DEBIAN_MIRROR']
  for (const mirror of given === undefined ? MIRRORS : [given]) {
    const args = ['--variant=minbase', `--include=${PACKAGES.join(',')}`, RELEASE, directory, mirror]
    const { exitCode, stdout } = await execa('debootstrap', args, { reject: false })
    if (exitCode === 0) return
    faults.push(`${mirror}: ${stdout.trim().split('\n').at(-1) ?? ''}`)
  }
  throw new Error(`debootstrap made no ${RELEASE} (another mirror: DEBIAN_MIRROR)\n${faults.join('\n')}`)
}
