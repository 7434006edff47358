import { quote, quoteForShell } from '../../quote.ts'
import { WARNING, WHOLE } from '../grade.ts'
import type { Catalogue, NoFacts } from '../kind.ts'

/** The facts of the entries of a federation directory, before any of them is read. */
export interface EntryFacts {
  readonly ENTRY_NAME_UNSAFE: { readonly path: string; readonly reason: string }
  readonly ENTRY_NAME_NOT_PORTABLE: { readonly path: string; readonly reason: string }
  readonly ENTRY_NAME_TWICE: { readonly path: string; readonly other: string }
  readonly FILE_NOT_SEARCHED: { readonly size: number }
  readonly MANIFEST_AMBIGUOUS: NoFacts
  readonly MANIFEST_EXECUTABLE: { readonly path: string }
  readonly MANIFEST_LFS_POINTER: { readonly path: string }
  readonly MANIFEST_MISSING: { readonly directory: string; readonly similar: string | undefined }
  readonly MANIFEST_NOT_A_FILE: { readonly path: string; readonly kind: string }
  readonly MANIFEST_TOO_BIG: { readonly size: number; readonly limit: number }
  readonly MANIFEST_TOO_COMPLEX: { readonly limit: number; readonly what: string }
  readonly PARTY_FILE_IGNORED: { readonly path: string }
  readonly PRIVATE_KEY: NoFacts
}

/** What is said of the entries of a federation directory. */
export const entryProblems: Catalogue<EntryFacts> = {
  ENTRY_NAME_UNSAFE: {
    ...WHOLE,
    meaning:
      'The name of an entry holds invisible characters, begins with a dash, or means something to git or the system.',
    message: ({ path, reason }) => `The name '${quote(path)}' ${reason}.`,
    remedy: () => 'Rename it with letters, digits, - and _ only: git mv OLD NEW',
  },
  ENTRY_NAME_NOT_PORTABLE: {
    ...WHOLE,
    meaning: 'The name of an entry cannot be checked out on Windows.',
    message: ({ path, reason }) => `The name '${quote(path)}' ${reason}: a clone on Windows would fail or lose it.`,
    remedy: () => 'Rename it with letters, digits, - and _ only: git mv OLD NEW',
  },
  ENTRY_NAME_TWICE: {
    ...WHOLE,
    meaning: 'Two entries have names that differ in case or in the form of their letters only.',
    message: ({ path, other }) =>
      `'${quote(path)}' and '${quote(other)}' are one name on Windows and macOS, where one of them would be lost.`,
    remedy: () => 'Delete the one that is not needed, or rename it: git mv OLD NEW',
  },
  FILE_NOT_SEARCHED: {
    ...WARNING,
    meaning: 'A file is too big to be searched for private keys.',
    message: ({ size }) => `This file of ${size} bytes is too big to be searched for private keys.`,
    remedy: () => 'Keep only federation.yaml, parties/ and certificates/ in this directory: git mv PATH NEW',
  },
  MANIFEST_AMBIGUOUS: {
    ...WHOLE,
    meaning: 'There are two manifests, federation.yaml and federation.yml.',
    message: () => 'There is a federation.yaml as well: nobody can tell which of the two counts.',
    remedy: () => 'Delete this one: git rm federation.yml',
  },
  MANIFEST_EXECUTABLE: {
    ...WARNING,
    meaning: 'A manifest file has the executable mode.',
    message: ({ path }) => `${quote(path)} is marked as executable.`,
    remedy: ({ path }) => `Take the mark away: git update-index --chmod=-x ${quoteForShell(path)}`,
  },
  MANIFEST_LFS_POINTER: {
    ...WHOLE,
    meaning: 'A manifest file is a pointer of git LFS, not the file itself.',
    message: ({ path }) => `${quote(path)} is a pointer of git LFS; the manifest itself is not in the repository.`,
    remedy: ({ path }) => `Store the file itself: git lfs untrack ${quoteForShell(path)} && git add --renormalize .`,
  },
  MANIFEST_MISSING: {
    ...WHOLE,
    meaning: 'The federation directory holds no federation.yaml.',
    message: ({ directory, similar }) =>
      similar === undefined
        ? `${quote(directory)} holds no federation.yaml.`
        : `${quote(directory)} holds no federation.yaml, but '${quote(similar)}'.`,
    remedy: ({ directory, similar }) => {
      if (similar === undefined)
        return 'Name the directory that holds it: `validate DIR`, with other commands `--federation DIR`'
      const below = /^(.+)\/federation\.yaml$/.exec(similar)?.[1]
      return below === undefined
        ? `Rename it: git mv ${quoteForShell(similar)} federation.yaml`
        : `Name the directory that holds it, to \`validate\` as it is, to other commands by --federation: ${quoteForShell(`${directory}/${below}`)}`
    },
  },
  MANIFEST_NOT_A_FILE: {
    ...WHOLE,
    meaning: 'A manifest file is a symbolic link, a submodule or something else that is not read.',
    message: ({ path, kind }) => `${quote(path)} is ${kind}: only plain files are read.`,
    remedy: ({ path }) =>
      `Replace it by a plain file: git rm --cached ${quoteForShell(path)}, then write the file and add it.`,
  },
  MANIFEST_TOO_BIG: {
    ...WHOLE,
    meaning: 'A manifest file exceeds its limit: 4 MiB for federation.yaml, 64 KiB for each of parties/*.yaml.',
    message: ({ size, limit }) => `This file has ${size} bytes; at most ${limit} are read.`,
    remedy: () => 'Split the list of nodes into parties/*.yaml, one file for each node.',
  },
  MANIFEST_TOO_COMPLEX: {
    ...WHOLE,
    meaning: 'The manifest holds more values, lines or levels than 10,000 parties can need.',
    message: ({ limit, what }) => `The manifest holds more than ${limit} ${what}.`,
    remedy: () => 'Look at what was added here last: git log -p -1. A manifest holds at most 10,000 parties.',
  },
  PARTY_FILE_IGNORED: {
    ...WHOLE,
    meaning: 'A file below parties/ would not be read: only parties/*.yaml are.',
    message: ({ path }) => `${quote(path)} would not be read: a party's file is named parties/<name>.yaml.`,
    remedy: ({ path }) => `Rename it: git mv ${quoteForShell(path)} parties/NAME.yaml`,
  },
  PRIVATE_KEY: {
    ...WHOLE,
    meaning: 'A file of the federation directory holds a private key. Nothing is done until it is gone.',
    message: () => 'This file holds a private key.',
    remedy: () =>
      'Treat the key as leaked: generate a new certificate in the component, commit only its public half, and remove this file from the history.',
  },
}
