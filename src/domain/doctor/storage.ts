import { makeProblem, type Problem } from '../problem.ts'
import { quote } from '../quote.ts'
import type { Check } from './check.ts'
import type { DiskSpace, Facts, Mount } from './facts.ts'
import { tell, tellOr, ok, type Verdict } from './finding.ts'
import { judgeFact } from './found.ts'
import { writeBytes, writeCount } from './write.ts'

/** File systems whose files other machines may write, as Linux names them. */
const NETWORK =
  /^(?:nfs\d?|cifs|smb3?|smbfs|9p|afs|ceph|glusterfs|fuse\.(?:sshfs|glusterfs|ceph|s3fs|davfs)|lustre|ocfs2|gfs2|virtiofs|davfs)$/
const OVERLAY = /^(?:overlay|aufs|fuse-overlayfs|fuse\.fuse-overlayfs)$/
/** So many passes are to have room. */
const PASSES = 3
/** State directory, lock, journal, backup, inventory, audit log, and what each is written to first. */
const FILES_OF_A_PASS = 16

export const REGISTRY_MOUNT: Check<Facts> = {
  id: 'registry-mount',
  title: 'file system',
  group: 'Registry',
  about:
    'The file system of the registry can be written, is of this machine and outlives the container, and holds its directory, too.',
  judge: (facts) => judgeFact(facts.registry.mount, (mount) => judgeMount(mount, facts)),
}

export const REGISTRY_DISK: Check<Facts> = {
  id: 'registry-disk',
  title: 'disk',
  group: 'Registry',
  about:
    'There is room, and there are inodes, for backup and journal of a pass; for less than three passes it is a warning.',
  judge: ({ registry }) => judgeFact(registry.disk, judgeDisk),
}

function judgeMount(mount: Mount, facts: Facts): readonly Verdict[] {
  const { registry } = facts
  const { type, point } = mount
  const directory = registry.directory.kind === 'found' ? registry.directory.value.path : point
  const file = registry.owner.kind === 'found' ? registry.owner.value.path : directory
  return tellOr([...findMountFaults(mount, { file, directory })], `${quote(type)}, mounted at ${quote(point)}`)
}

function findMountFaults(
  { type, isReadOnly, isOfFile }: Mount,
  { file, directory }: { readonly file: string; readonly directory: string },
): readonly Problem[] {
  const place = { file }
  const faults: Problem[] = []
  if (isReadOnly) {
    faults.push(
      makeProblem('STATE_NOT_WRITTEN', place, {
        file: isOfFile ? file : directory,
        reason: 'the file system is mounted read-only',
      }),
    )
  }
  if (isOfFile) faults.push(makeProblem('REGISTRY_MOUNTED_ALONE', place, { file, directory }))
  if (NETWORK.test(type)) faults.push(makeProblem('REGISTRY_ON_NETWORK', place, { file, type }))
  if (OVERLAY.test(type)) faults.push(makeProblem('REGISTRY_ON_OVERLAY', place, { file, type }))
  return faults
}

function judgeDisk({ directory, freeBytes, freeFiles, neededBytes }: DiskSpace): readonly Verdict[] {
  const files = freeFiles ?? Infinity
  const free = [writeBytes(freeBytes), ...(freeFiles === undefined ? [] : [`${freeFiles} inodes`])].join(' and ')
  const needed = `${writeBytes(neededBytes)} and ${writeCount(FILES_OF_A_PASS, 'inode')}`
  if (freeBytes < neededBytes || files < FILES_OF_A_PASS) {
    const reason = `the disk is nearly full: ${free} are free, and a pass may take ${needed}`
    return tell(makeProblem('STATE_NOT_WRITTEN', { file: directory }, { file: directory, reason }))
  }
  if (freeBytes < PASSES * neededBytes || files < PASSES * FILES_OF_A_PASS) {
    return tell(makeProblem('DISK_NEARLY_FULL', { file: directory }, { directory, free, needed }))
  }
  return ok(`${free} free`)
}
