import { quote, quoteForShell } from '../quote.ts'
import { FAILED, USAGE, WARNING, WHOLE } from './grade.ts'
import type { Catalogue, NoFacts } from './kind.ts'

interface FileName {
  readonly file: string
}

/** The facts of `fbm-gitops.yaml`, and of the variables beside it. What YAML and the manifest have, too, is worded there. */
export interface SettingsFacts {
  readonly SETTINGS_CHOICE: {
    readonly key: string
    readonly value: string
    readonly nearest: string | undefined
    readonly known: readonly string[]
  }
  readonly SETTINGS_COMMAND: { readonly program: string }
  readonly SETTINGS_COMPONENT_TWICE: { readonly directory: string; readonly firstLine: number }
  readonly SETTINGS_CONTRADICTION: { readonly key: string; readonly other: string }
  readonly SETTINGS_EITHER: { readonly key: string; readonly other: string; readonly owner: string }
  readonly SETTINGS_EMPTY: NoFacts
  readonly SETTINGS_LIST_EMPTY: { readonly key: string }
  readonly SETTINGS_MISSING: FileName
  readonly SETTINGS_NOT_A_FILE: FileName & { readonly kind: string }
  readonly SETTINGS_PROXY: NoFacts
  readonly SETTINGS_SECRET: { readonly what: string }
  readonly SETTINGS_TOO_BIG: { readonly size: number; readonly limit: number }
  readonly SETTINGS_UNREADABLE: FileName & { readonly reason: string }
  readonly SETTINGS_UNSAFE: FileName & { readonly found: string; readonly command: string }
  readonly SETTINGS_VALUE: { readonly key: string; readonly value: string; readonly expected: string }
  readonly SETTINGS_VERSION: { readonly value: string; readonly newer: boolean }
  readonly VARIABLE_UNKNOWN: { readonly name: string; readonly nearest: string | undefined }
}

/** What is said of the settings of a host. */
export const settingsProblems: Catalogue<SettingsFacts> = {
  SETTINGS_CHOICE: {
    ...WHOLE,
    meaning: 'A value of the settings is none of those that its key can have.',
    message: ({ key, value }) => `'${quote(key)}' cannot be '${quote(value)}'.`,
    remedy: ({ nearest, known }) =>
      nearest === undefined ? `Write one of: ${known.join(', ')}.` : `Write ${nearest}, if that is meant.`,
  },
  SETTINGS_COMMAND: {
    ...WHOLE,
    meaning: 'The settings name a program by something else than its absolute path.',
    message: ({ program }) => `'${quote(program)}' is not the absolute path of a program.`,
    remedy: () =>
      'Write where it is, for example /usr/local/bin/tell: which program a name means differs from place to place.',
  },
  SETTINGS_COMPONENT_TWICE: {
    ...WHOLE,
    meaning: 'The settings list one component twice.',
    message: ({ directory, firstLine }) => `${quote(directory)} was listed before, on line ${firstLine}.`,
    remedy: () => 'Delete one of the two; or, where one etc/ holds several components, give each its own `config`.',
  },
  SETTINGS_CONTRADICTION: {
    ...WHOLE,
    meaning: 'The settings give two keys of which only one can count.',
    message: ({ key, other }) => `'${quote(key)}' and '${quote(other)}' exclude each other.`,
    remedy: ({ key, other }) => `Delete '${quote(key)}' or '${quote(other)}'.`,
  },
  SETTINGS_EITHER: {
    ...WHOLE,
    meaning: 'An entry of the settings has neither of two keys of which it needs one.',
    message: ({ key, other, owner }) => `${quote(owner)} has neither '${quote(other)}' nor '${quote(key)}'.`,
    remedy: ({ key, other }) => `Give it one of the two: ${quote(other)} or ${quote(key)}.`,
  },
  SETTINGS_EMPTY: {
    ...WHOLE,
    meaning: 'The settings file holds nothing, or comments only.',
    message: () => 'This file says nothing.',
    remedy: () => 'Begin with the line apiVersion: fbm-gitops/v1; or use no settings file: --settings none',
  },
  SETTINGS_LIST_EMPTY: {
    ...WHOLE,
    meaning: 'A list of the settings is empty where it must name something.',
    message: ({ key }) => `The list '${quote(key)}' is empty.`,
    remedy: () => 'Name at least one, or delete the key.',
  },
  SETTINGS_MISSING: {
    ...USAGE,
    meaning: 'The settings file that --settings or FBM_GITOPS_SETTINGS names does not exist.',
    message: ({ file }) => `There is no settings file ${quote(file)}.`,
    remedy: () => 'Give the path of an fbm-gitops.yaml; or use none: --settings none',
  },
  SETTINGS_NOT_A_FILE: {
    ...USAGE,
    meaning: 'What is named as the settings file is a directory, a pipe or a device.',
    message: ({ file, kind }) => `${quote(file)} is ${kind}, not a settings file.`,
    remedy: () => 'Give the path of an fbm-gitops.yaml; or use none: --settings none',
  },
  SETTINGS_PROXY: {
    ...WHOLE,
    meaning: 'The settings name a proxy by something else than a URL.',
    message: () => 'The proxy does not begin with http://, https:// or socks5://.',
    remedy: () => 'Write it whole, for example http://proxy.example.org:3128',
  },
  SETTINGS_SECRET: {
    ...WHOLE,
    meaning: 'The settings hold a password, a token or a key: they may only name the file or variable that does.',
    message: ({ what }) => `Here is ${what}. It is not shown, and the file is not read any further.`,
    remedy: () =>
      'Treat it as leaked if others can read this file. Put it into a file with mode 0600, and name that: ssh.key, https.tokenFile, webhook.urlFile.',
  },
  SETTINGS_TOO_BIG: {
    ...WHOLE,
    meaning: 'The settings file is larger than any that could be meant.',
    message: ({ size, limit }) =>
      `This file of ${size} bytes is larger than the ${limit} bytes that settings may have.`,
    remedy: () => 'See whether this is the right file, and delete what does not belong there.',
  },
  SETTINGS_UNREADABLE: {
    ...FAILED,
    meaning: 'The settings file cannot be read.',
    message: ({ file, reason }) => `The settings file ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) => `See who may read it: ls -ld ${quoteForShell(file)}. To do without it: --settings none`,
  },
  SETTINGS_UNSAFE: {
    ...FAILED,
    meaning: 'The settings file, which may name programs, belongs to another user or can be written by others.',
    message: ({ file, found }) =>
      `The settings file ${quote(file)} ${found}: it may name programs that run as this user.`,
    remedy: ({ command }) => `Look at what it says; if it is right: ${command}`,
  },
  SETTINGS_VALUE: {
    ...WHOLE,
    meaning: 'A value of the settings has not the form that its key asks for.',
    message: ({ key, value, expected }) => `'${quote(key)}' must be ${expected}, not '${quote(value)}'.`,
    remedy: () => 'Write it in this form, or delete the line.',
  },
  SETTINGS_VERSION: {
    ...WHOLE,
    meaning: 'The settings are of a form that this version does not know.',
    message: ({ value, newer }) =>
      newer
        ? `The form '${quote(value)}' is newer than this version of fbm-gitops.`
        : `'${quote(value)}' is no form of settings.`,
    remedy: ({ newer }) => (newer ? 'Update fbm-gitops on this host.' : 'Write apiVersion: fbm-gitops/v1'),
  },
  VARIABLE_UNKNOWN: {
    ...WARNING,
    meaning: 'A variable of the environment begins with FBM_GITOPS_, and means nothing.',
    message: ({ name }) => `The variable ${quote(name)} means nothing to fbm-gitops.`,
    remedy: ({ nearest }) => (nearest === undefined ? 'Unset it.' : `Set ${nearest}, if that is meant.`),
  },
}
