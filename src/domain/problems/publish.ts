import { escapeText, quote, quoteForShell } from '../quote.ts'
import { FAILED, PARTY, USAGE, WARNING } from './grade.ts'
import type { Catalogue } from './kind.ts'
import { instructionsProblems, type InstructionsFacts } from './publish/instructions.ts'
import { repositoryProblems, type RepositoryFacts } from './publish/repository.ts'

interface EntryName {
  /** The label of an entry of the manifest. */
  readonly name: string
}

interface CloneFacts {
  /** The top of the work tree. */
  readonly clone: string
}

/** The facts of publishing a component's certificate and entry. */
export interface PublishFacts extends InstructionsFacts, RepositoryFacts {
  readonly OWN_KEY_OTHER: { readonly file: string; readonly certificate: string }
  readonly OWN_KEY_UNREADABLE: { readonly file: string; readonly reason: string }
  readonly PUBLISH_ADDRESS: {
    readonly address: string
    readonly reason: string
    readonly network: string
    /** The flag to type, where the address is known. */
    readonly suggestion: string | undefined
  }
  readonly PUBLISH_ADDRESS_REFUSED: { readonly profile: string }
  readonly PUBLISH_BRANCH_EXISTS: CloneFacts & { readonly branch: string }
  readonly PUBLISH_BY_HAND: { readonly file: string; readonly edits: readonly string[] }
  readonly PUBLISH_DECLARED: EntryName & { readonly id: string; readonly flag: string }
  readonly PUBLISH_FILE_CHANGED: CloneFacts & { readonly names: readonly string[] }
  readonly PUBLISH_FILE_IGNORED: CloneFacts & { readonly path: string }
  readonly PUBLISH_GIT_FAILED: CloneFacts & { readonly command: string; readonly reason: string }
  readonly PUBLISH_INSTANCE: EntryName & { readonly reason: string }
  readonly PUBLISH_NAME_FORM: { readonly given: string }
  readonly PUBLISH_NAME_TAKEN: EntryName & { readonly id: string; readonly other: string }
  readonly PUBLISH_NOT_COMMITTED: CloneFacts & { readonly names: readonly string[] }
  readonly PUBLISH_NOT_PUSHED: { readonly command: string; readonly remote: string; readonly reason: string }
  readonly PUBLISH_NOT_WRITTEN: { readonly file: string; readonly reason: string }
  readonly PUBLISH_RESEARCHER_TAKEN: EntryName & { readonly id: string; readonly other: string }
  readonly PUBLISH_ROLE: EntryName & { readonly role: string; readonly other: string }
  readonly PUBLISH_STAGED: CloneFacts & { readonly names: readonly string[] }
}

const list = (names: readonly string[]): string => names.map(quote).join(', ')

const takeOver = (name: string): string => `--take-over ${quoteForShell(name)}`

const git = (clone: string, command: string): string => `git -C ${quoteForShell(clone)} ${command}`

/** What is said where a component's certificate and entry cannot be published. */
export const publishProblems: Catalogue<PublishFacts> = {
  ...instructionsProblems,
  ...repositoryProblems,
  OWN_KEY_OTHER: {
    ...PARTY,
    meaning: "The component's private key does not belong to its certificate.",
    message: ({ file, certificate }) =>
      `The private key ${quote(file)} does not belong to the certificate ${quote(certificate)}: nobody could talk to this component.`,
    remedy: () => 'Restore the pair from a backup, or generate both again, then run the same command again.',
  },
  OWN_KEY_UNREADABLE: {
    ...PARTY,
    meaning:
      "The component's private key cannot be read, so that nobody knows whether it belongs to the certificate. It is read for that comparison alone.",
    message: ({ file, reason }) =>
      `The private key ${quote(file)} cannot be compared with the certificate: ${quote(reason)}.`,
    remedy: () => "Run as the component's own user, where its key lies: its text is neither shown nor kept.",
  },
  PUBLISH_ADDRESS: {
    ...USAGE,
    meaning: 'The address that would be published is none at which others reach the component through the VPN.',
    message: ({ address, reason, network }) =>
      `The address ${quote(address)} ${reason}. The others reach this component only at an address in ${quote(network)}.`,
    remedy: ({ suggestion }) =>
      suggestion === undefined
        ? 'Give the address that the VPN assigned to this component: --ip IP --port PORT'
        : `If that is the address that the VPN assigned: ${suggestion}`,
  },
  PUBLISH_ADDRESS_REFUSED: {
    ...USAGE,
    meaning: "An address was given, but the federation's profile registers none.",
    message: ({ profile }) => `The profile ${quote(profile)} registers no addresses.`,
    remedy: () => 'Leave out --ip and --port.',
  },
  PUBLISH_BRANCH_EXISTS: {
    ...FAILED,
    meaning: 'The branch that a publication would be committed on exists already.',
    message: ({ branch }) => `There is a branch ${quote(branch)} already, of an earlier publication.`,
    remedy: ({ branch, clone }) =>
      `To go on with it: ${git(clone, `switch ${quoteForShell(branch)}`)}. If it was merged: ${git(clone, `branch -d ${quoteForShell(branch)}`)}. If it conflicts with what was merged meanwhile, delete it here and where it was pushed to, and publish again: ${git(clone, `branch -D ${quoteForShell(branch)}`)}`,
  },
  PUBLISH_BY_HAND: {
    ...FAILED,
    meaning: 'The manifest is written in a way in which the change cannot be made without touching anything else.',
    message: ({ file }) => `${quote(file)} is written in a way that is left to people. It was not changed.`,
    remedy: ({ edits }) => `Edit it by hand (${edits.map(quote).join('; ')}), then run the same command again.`,
  },
  PUBLISH_DECLARED: {
    ...USAGE,
    meaning: 'The component is declared already, in another way than a flag says.',
    message: ({ id, name, flag }) => `${quote(id)} is declared already, as '${quote(name)}': ${flag} does not fit.`,
    remedy: ({ flag }) => `Leave out ${flag}. What it is called is changed by editing the manifest.`,
  },
  PUBLISH_FILE_CHANGED: {
    ...FAILED,
    meaning: 'A file that a publication consists of has uncommitted changes, or was never committed.',
    message: ({ names }) => `There are uncommitted changes in what would be published: ${list(names)}.`,
    remedy: ({ clone, names }) =>
      `Commit them, or put them aside: ${git(clone, `stash push --include-untracked -- ${names.map(quoteForShell).join(' ')}`)}`,
  },
  PUBLISH_FILE_IGNORED: {
    ...FAILED,
    meaning: 'Git ignores a file that a publication would write.',
    message: ({ path }) => `Git ignores ${quote(path)}, so that it would never be committed.`,
    remedy: ({ clone, path }) =>
      `See which line does that, and except the file there: ${git(clone, `check-ignore --verbose ${quoteForShell(path)}`)}`,
  },
  PUBLISH_GIT_FAILED: {
    ...FAILED,
    meaning: 'A git command failed in the clone that a publication is committed in.',
    message: ({ command, reason }) => `git ${command} failed: ${quote(reason)}`,
    remedy: ({ clone }) =>
      `Mend that, and see what was written: ${git(clone, 'status')}. Then run the same command again, or commit it.`,
  },
  PUBLISH_INSTANCE: {
    ...USAGE,
    meaning: 'A second instance cannot be declared there.',
    message: ({ name, reason }) => `'${quote(name)}' cannot have this component as its second instance: ${reason}.`,
    remedy: () => 'Give the label of a node that has none: --instance-of LABEL',
  },
  PUBLISH_NAME_FORM: {
    ...USAGE,
    meaning: 'A label has another form than the manifest allows.',
    message: ({ given }) =>
      `'${quote(given)}' is no label: letters, digits, '.', '_' and '-', at most 63, and not like an id.`,
    remedy: () => 'Give one such as hospital-a: --name LABEL',
  },
  PUBLISH_NAME_TAKEN: {
    ...USAGE,
    meaning: 'The label of a new entry belongs to another party.',
    message: ({ name, id, other }) =>
      `'${quote(name)}' is the label of ${quote(other)}, and this component is ${quote(id)}.`,
    remedy: ({ name }) =>
      `Give another one: --name LABEL. If this component was created again in the place of that one: ${takeOver(name)}`,
  },
  PUBLISH_NOT_COMMITTED: {
    ...WARNING,
    meaning: 'The files hold already what would be published, but they are not committed.',
    message: ({ names }) => `What is to be published is written, but not committed: ${list(names)}.`,
    remedy: ({ clone, names }) =>
      `Commit it: ${git(clone, `add -- ${names.map(quoteForShell).join(' ')}`)} && ${git(clone, 'commit')}`,
  },
  PUBLISH_NOT_PUSHED: {
    ...FAILED,
    meaning: 'The commit of a publication was made, but could not be pushed.',
    message: ({ remote, reason }) =>
      `The commit was made, but could not be pushed to ${quote(remote)}: ${escapeText(reason)}`,
    remedy: ({ command }) => `Mend that, then push it: ${command}`,
  },
  PUBLISH_NOT_WRITTEN: {
    ...FAILED,
    meaning: 'A file of the federation directory cannot be written.',
    message: ({ file, reason }) => `${quote(file)} cannot be written (${quote(reason)}).`,
    remedy: ({ file }) => `See who may write there: ls -ld ${quoteForShell(file.replace(/[^/]+$/, '') || '.')}`,
  },
  PUBLISH_RESEARCHER_TAKEN: {
    ...USAGE,
    meaning: 'The federation has another researcher already.',
    message: ({ id, name, other }) =>
      `The researcher of this federation is '${quote(name)}' (${quote(other)}), not this component, ${quote(id)}. There is exactly one.`,
    remedy: ({ name }) => `If this component was created again in the place of that one: ${takeOver(name)}`,
  },
  PUBLISH_ROLE: {
    ...USAGE,
    meaning: 'A component cannot take over the entry of a party with another role.',
    message: ({ name, role, other }) => `'${quote(name)}' is a ${other}, and this component is a ${role}.`,
    remedy: ({ role }) => `Give the label of a ${role}: --take-over LABEL`,
  },
  PUBLISH_STAGED: {
    ...FAILED,
    meaning: 'Something is staged in the clone, and would be committed with the publication.',
    message: ({ names }) => `Something is staged already: ${list(names)}.`,
    remedy: ({ clone }) => `Commit it first, or take it back: ${git(clone, 'restore --staged .')}`,
  },
}
