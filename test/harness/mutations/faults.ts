/** One deliberate fault of the registrar, and the harness that must notice it. */
export interface Fault {
  readonly name: string
  /** Below `src/`. */
  readonly file: string
  /** Each text stands once in the file. */
  readonly edits: readonly (readonly [find: string, replace: string])[]
  readonly noticedBy: HarnessName
}

export type HarnessName =
  | 'powercut'
  | 'crash: cut writes'
  | 'crash: short writes'
  | 'crash: disk faults'
  | 'crash: watchdog'
  | 'crash: containers'
  | 'torture: beside'
  | 'fidelity'
  | 'live writers, one interleaving after the other'
  | 'the freezer with real processes'
  | 'restoring under faults'

/** The harnesses, as commands of Node with tsx: no more of them than it takes to notice. */
export const HARNESSES: Readonly<Record<HarnessName, readonly string[]>> = {
  powercut: ['scripts/test-powercut.ts', '--rounds', '4000'],
  'crash: cut writes': ['scripts/test-crash.ts', '--only', 'cut at any byte', '--rounds', '3'],
  'crash: short writes': ['scripts/test-crash.ts', '--only', 'short at any byte', '--rounds', '3'],
  'crash: disk faults': ['scripts/test-crash.ts', '--only', 'a fault of the disk', '--rounds', '3'],
  'crash: watchdog': ['scripts/test-crash.ts', '--only', 'runs again', '--rounds', '5'],
  'crash: containers': ['scripts/test-crash.ts', '--only', 'two containers'],
  'torture: beside': ['scripts/test-torture.ts', '--only', 'beside', '--rounds', '40'],
  fidelity: ['scripts/test-fidelity.ts', '--rounds', '200'],
  'live writers, one interleaving after the other': ['test/run.ts', 'test/io/registrar', 'live'],
  'the freezer with real processes': ['test/run.ts', 'test/io/processes', 'freezer'],
  'restoring under faults': ['test/run.ts', 'test/io/registrar', 'restore'],
}

/** Every fault that must be noticed. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'a file of ours is renamed into place before it is durable',
    file: 'io/world/disk.ts',
    edits: [['      disk.sync(descriptor)\n    })\n    disk.files.rename', '    })\n    disk.files.rename']],
    noticedBy: 'powercut',
  },
  {
    name: 'a rename is not made durable',
    file: 'io/world/disk.ts',
    edits: [
      [
        '    disk.files.rename(temporary, path)\n    disk.syncDirectory(dirname(path))',
        '    disk.files.rename(temporary, path)',
      ],
    ],
    noticedBy: 'powercut',
  },
  {
    name: 'the registry is not made durable before the bookkeeping',
    file: 'io/registrar/overwrite.ts',
    edits: [['    registrar.disk.sync(descriptor)', '    void descriptor']],
    noticedBy: 'powercut',
  },
  {
    name: 'what recovery completes is not made durable',
    file: 'io/registrar/restore-image.ts',
    edits: [['      disk.sync(descriptor)\n', '']],
    noticedBy: 'powercut',
  },
  {
    name: 'the audit log is not made durable before the commit',
    file: 'io/state/audit.ts',
    edits: [['  disk.sync(descriptor)\n', '']],
    noticedBy: 'powercut',
  },
  {
    name: 'the end of the journal is not made durable',
    file: 'io/state/journal-file.ts',
    edits: [['    disk.syncDirectory(dirname(path))\n', '']],
    noticedBy: 'powercut',
  },
  {
    name: 'the registry is written without a journal',
    file: 'io/registrar/intent.ts',
    edits: [['  writeJournal(disk, state, {', '  void ({']],
    noticedBy: 'powercut',
  },
  {
    name: 'the journal ends before the inventory is written',
    file: 'io/registrar/bookkeeping.ts',
    edits: [
      ['  retireJournal(disk, state, finish.seen)\n  return inventory', '  return inventory'],
      [
        '  const inventory = recordChanges(',
        '  retireJournal(disk, state, finish.seen)\n  const inventory = recordChanges(',
      ],
    ],
    noticedBy: 'powercut',
  },
  {
    name: 'the inventory is written before the registry',
    file: 'io/registrar/apply.ts',
    edits: [
      ['import { describeLater, finishChanges }', 'import { describeLater, finishChanges, writeInventory }'],
      [
        '  const attempt = await attemptRepeatedly(',
        '  writeInventory(registrar, { ...inventory, entries: new Map([...memory.values()].flatMap((each) => (each.entry === undefined ? [] : [[each.partyId, each.entry]]))) })\n  const attempt = await attemptRepeatedly(',
      ],
    ],
    noticedBy: 'crash: cut writes',
  },
  {
    name: 'a torn registry is taken for one that nobody touched',
    file: 'io/registry/diagnosis.ts',
    edits: [["return 'torn'", "return 'untouched'"]],
    noticedBy: 'powercut',
  },
  {
    name: 'recovery asks first whether the registry parses',
    file: 'io/registry/diagnosis.ts',
    edits: [
      [
        "  if (bytes.equals(after)) return 'written'",
        "  if (bytes.equals(after)) return 'written'\n  if (scan.kind === 'image') return 'changed-since'",
      ],
    ],
    noticedBy: 'powercut',
  },
  {
    name: 'recovery takes a file on a device with a new number for another file',
    file: 'io/registrar/recovery.ts',
    edits: [
      [
        '(hasIdentity(journal.identity, status) || OURS.has(diagnosis))',
        'journal.identity === `${status.device}:${status.inode}`',
      ],
    ],
    noticedBy: 'powercut',
  },
  {
    name: 'recovery does not remember what it completed',
    file: 'io/registrar/recovery.ts',
    edits: [
      [
        '  else if (standing.length + records.length === 0) dropJournal',
        '  else if (standing.length + records.length >= 0) dropJournal',
      ],
    ],
    noticedBy: 'crash: cut writes',
  },
  {
    name: 'recovery writes lines of the audit log twice',
    file: 'io/state/audit.ts',
    edits: [['line === ending || !present.has(line)', 'line === ending || present.has(line) || true']],
    noticedBy: 'crash: cut writes',
  },
  {
    name: 'a short write is not gone on with',
    file: 'io/world/disk.ts',
    edits: [['    done += count\n', '    done += bytes.length\n']],
    noticedBy: 'crash: short writes',
  },
  {
    name: 'a fault in making the registry durable is swallowed',
    file: 'io/registrar/alarms.ts',
    edits: [['    mark(registrar)\n', '    mark(registrar)\n    return\n']],
    noticedBy: 'crash: disk faults',
  },
  {
    name: 'nothing is compared before the write',
    file: 'io/registrar/overwrite.ts',
    edits: [
      ['  if (!sameStatus(files.lstat(component.registryFile), status)) return undefined\n', ''],
      ['  if (!isAsSeen(files, held.descriptor, { status, bytes: intent.reserved })) return undefined\n', ''],
    ],
    noticedBy: 'live writers, one interleaving after the other',
  },
  {
    name: 'nothing is waited for',
    file: 'io/registrar/registrar.ts',
    edits: [['{ quiet: 2_000, second: 250,', '{ quiet: 1, second: 1,']],
    noticedBy: 'torture: beside',
  },
  {
    name: 'room is reserved at a computed offset',
    file: 'io/registrar/reserve.ts',
    edits: [
      ["component.registryFile, 'append')", "component.registryFile, 'readwrite')"],
      [
        '    appendAll(files, descriptor, filler)',
        '    writeAll(files, descriptor, { bytes: filler, at: held.bytes.length })',
      ],
    ],
    noticedBy: 'live writers, one interleaving after the other',
  },
  {
    name: 'the registry is looked at once after the write, and not late',
    file: 'io/registrar/verify.ts',
    edits: [['clock.monotonic() + quietTime(registrar)', 'clock.monotonic()']],
    noticedBy: 'live writers, one interleaving after the other',
  },
  {
    name: 'a registry that a live writer cut is not mended',
    file: 'io/registrar/verify.ts',
    edits: [
      ['  if (!cut && !startsWith(bytes, image)) return undefined\n', '  if (bytes.length >= 0) return undefined\n'],
    ],
    noticedBy: 'live writers, one interleaving after the other',
  },
  {
    name: 'rows that have vanished are called done',
    file: 'io/registrar/attempt.ts',
    edits: [["  if (seen?.scan.kind !== 'image') return changes\n", '  if (changes.length >= 0) return changes\n']],
    noticedBy: 'live writers, one interleaving after the other',
  },
  {
    name: 'nobody is stopped for the write',
    file: 'io/processes/freezer.ts',
    edits: [['signalAll(pids, host.processes.stop)', 'pids.length >= 0']],
    noticedBy: 'the freezer with real processes',
  },
  {
    name: 'nobody is let go on after the write',
    file: 'io/processes/freezer.ts',
    edits: [['    signalAll(pids, host.processes.resume)\n', '']],
    noticedBy: 'the freezer with real processes',
  },
  {
    name: 'the guard resumes nobody',
    file: 'io/world/processes.ts',
    edits: [
      ['(sleep "$seconds"; kill -CONT "$@") &', '(sleep "$seconds") &'],
      ['read -r line; kill -CONT "$@"', 'read -r line'],
    ],
    noticedBy: 'crash: watchdog',
  },
  {
    name: 'a pid is believed whatever namespace it is of',
    file: 'io/processes/process-facts.ts',
    edits: [
      ['  if (process.pidNamespace === undefined || process.pidNamespace !== own.pidNamespace) return false\n', ''],
    ],
    noticedBy: 'crash: containers',
  },
  {
    name: 'the registry goes through JSON of JavaScript',
    file: 'io/registrar/intent.ts',
    edits: [
      [
        '  const after = spliceRegistry(scan, layout, edits)\n',
        "  const spliced = spliceRegistry(scan, layout, edits)\n  const text = spliced.toString().replace(/\\bNaN\\b|-?\\bInfinity\\b/g, 'null')\n  const after = Buffer.from(JSON.stringify(JSON.parse(text)).padEnd(scan.bytes.length))\n",
      ],
      ['  if (problem !== undefined) throw new FederationError([problem])\n', ''],
    ],
    noticedBy: 'fidelity',
  },
  {
    name: 'a restore leaves no journal',
    file: 'io/registrar/restore-backup.ts',
    edits: [['  const backup = saveIntent(registrar, held, intent)\n', '  const backup = undefined\n']],
    noticedBy: 'restoring under faults',
  },
]
