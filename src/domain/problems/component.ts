import { quote } from '../quote.ts'
import { UNUSABLE, USAGE } from './grade.ts'
import type { Catalogue } from './kind.ts'

interface ValueFacts {
  /** Where the value comes from: `[default] id`, or the environment variable as `$NODE_ID`. */
  readonly origin: string
  readonly value: string
}

/** The facts of a component's directory and configuration. */
export interface ComponentFacts {
  readonly COMPONENT_ID_INVALID: ValueFacts
  readonly COMPONENT_MISSING: { readonly directory: string; readonly isThere: boolean }
  readonly COMPONENT_NOT_HERE: { readonly directory: string; readonly suggestions: readonly string[] }
  readonly CONFIG_AMBIGUOUS: { readonly directory: string; readonly names: readonly string[] }
  readonly CONFIG_HOME_PATH: ValueFacts
  readonly CONFIG_LINKED: { readonly directory: string; readonly target: string }
  readonly CONFIG_MALFORMED: { readonly reason: string }
  readonly CONFIG_UNKNOWN: { readonly given: string; readonly origin: string; readonly names: readonly string[] }
  readonly CONFIG_UNREADABLE: { readonly reason: string }
  readonly CONFIG_VALUE_INVALID: ValueFacts & { readonly expected: string }
  readonly CONFIG_VALUE_MISSING: { readonly section: string; readonly option: string; readonly family: string }
  readonly FAMILY_UNKNOWN: { readonly found: string }
  readonly FAMILY_UNSUPPORTED: { readonly family: string; readonly reason: string; readonly remedy: string }
  readonly PROFILE_MISMATCH: { readonly family: string; readonly profile: string; readonly served: string }
  readonly ROLE_MISMATCH: {
    readonly role: string
    readonly stated: string
    readonly other: string
    readonly otherStated: string
  }
}

const list = (names: readonly string[]): string => names.map(quote).join(', ')

const first = (names: readonly string[], fallback: string): string => quote(names[0] ?? fallback)

/** What makes a component, or its federation, fit a profile. */
const UPGRADES: Readonly<Record<string, string>> = {
  'secagg-mpspdz':
    'If this component was upgraded before its federation: the coordinator changes `profile:` of the manifest (docs/upgrading.md). ',
  party:
    'If this component was upgraded before its federation, the coordinator changes `profile:` of the manifest; if after it, upgrade the component (docs/upgrading.md). ',
  'mutual-tls':
    'Upgrade this component to a Fed-BioMed with mutual authentication. If that is done, switch it on in etc/config.ini, since nothing else shows it: section [authentication], line mutual_authentication = True (docs/upgrading.md). ',
}

/** Wording of what can be wrong with a component's directory and configuration. */
export const componentProblems: Catalogue<ComponentFacts> = {
  COMPONENT_ID_INVALID: {
    ...UNUSABLE,
    meaning: 'The id of the component is none that Fed-BioMed gives.',
    message: ({ value, origin }) => `The component's id '${quote(value)}' (${origin}) is none that Fed-BioMed gives.`,
    remedy: ({ origin }) =>
      `Correct ${origin}: \`node_\` or \`researcher_\` (or in capitals), then up to 64 letters, digits, '_' and '-' in all.`,
  },
  COMPONENT_MISSING: {
    ...USAGE,
    meaning: 'The directory that was named as the component does not exist, or is none.',
    message: ({ directory, isThere }) =>
      `The component directory ${quote(directory)} ${isThere ? 'is no directory' : 'does not exist'}.`,
    remedy: () => 'Name the directory of the component: --component DIR',
  },
  COMPONENT_NOT_HERE: {
    ...UNUSABLE,
    meaning: 'The directory holds no Fed-BioMed component.',
    message: ({ directory }) =>
      `${quote(directory)} is no Fed-BioMed component: it has no \`etc\` directory with a configuration (\`*.ini\`).`,
    remedy: ({ suggestions }) => {
      const start = suggestions.length > 0 ? '' : 'A new component has none before it was started once. Else name'
      return `${start || 'Name'} the directory that holds \`etc\` and \`var\`: --component ${first(suggestions, 'DIR')}`
    },
  },
  CONFIG_AMBIGUOUS: {
    ...USAGE,
    meaning: 'The component directory holds several configurations.',
    message: ({ directory, names }) => `${quote(directory)} holds several configurations: ${list(names)}.`,
    remedy: ({ names }) => `Name one of them: --config ${first(names, 'NAME')}`,
  },
  CONFIG_HOME_PATH: {
    ...UNUSABLE,
    meaning: 'A path in the configuration begins with `~`, which Fed-BioMed does not expand.',
    message: ({ value, origin }) =>
      `The path '${quote(value)}' (${origin}) begins with '~', which Fed-BioMed does not expand.`,
    remedy: ({ origin }) => `Write the path in ${origin} in full, or relative to the \`etc\` directory.`,
  },
  CONFIG_LINKED: {
    ...UNUSABLE,
    meaning:
      'The `etc` directory is a symbolic link, so that releases of Fed-BioMed disagree about where the registry is.',
    message: ({ directory, target }) =>
      `${quote(directory)} is a symbolic link to ${quote(target)}, and releases of Fed-BioMed disagree about where '..' then leads.`,
    remedy: () => 'Name the registry that the component really uses: --registry FILE',
  },
  CONFIG_MALFORMED: {
    ...UNUSABLE,
    meaning: "The configuration is none that Python's configparser reads, so that Fed-BioMed cannot read it either.",
    message: ({ reason }) => `Fed-BioMed cannot read this configuration: ${quote(reason)}.`,
    remedy: () => 'Correct that line, then run the same command again.',
  },
  CONFIG_UNKNOWN: {
    ...USAGE,
    meaning: 'The configuration that was named does not exist in the component.',
    message: ({ given, origin }) => `There is no configuration '${quote(given)}' (${origin}) in this component.`,
    remedy: ({ names }) => `Name one of ${list(names)}: --config ${first(names, 'NAME')}`,
  },
  CONFIG_UNREADABLE: {
    ...UNUSABLE,
    meaning: 'The configuration file cannot be read.',
    message: ({ reason }) => `The configuration cannot be read: ${quote(reason)}.`,
    remedy: () => "Run as the component's own user, and look at the file's owner and permissions.",
  },
  CONFIG_VALUE_INVALID: {
    ...UNUSABLE,
    meaning: 'A value of the configuration is none that Fed-BioMed writes.',
    message: ({ value, origin, expected }) => `The value '${quote(value)}' (${origin}) is not ${expected}.`,
    remedy: ({ origin, expected }) => `Set ${origin} to ${expected}.`,
  },
  CONFIG_VALUE_MISSING: {
    ...UNUSABLE,
    meaning: 'The configuration lacks a value that its Fed-BioMed family always writes.',
    message: ({ section, option, family }) => `[${section}] lacks \`${option}\`, which ${family} always writes.`,
    remedy: ({ section, option }) => `Restore \`${option} = …\` in [${section}] from a backup of the configuration.`,
  },
  FAMILY_UNKNOWN: {
    ...UNUSABLE,
    meaning: 'The configuration has the features of no known Fed-BioMed family.',
    message: ({ found }) =>
      `This configuration is of no Fed-BioMed release that is known here (found: ${quote(found)}).`,
    remedy: () => 'Name the component directory of Fed-BioMed 4.2 or later: --component DIR',
  },
  FAMILY_UNSUPPORTED: {
    ...UNUSABLE,
    meaning: 'The component belongs to a Fed-BioMed family that is known, but not supported.',
    message: ({ family, reason }) => `This is a component of ${family}, which is not supported: ${reason}.`,
    remedy: ({ remedy }) => remedy,
  },
  PROFILE_MISMATCH: {
    ...UNUSABLE,
    meaning: "The component's Fed-BioMed family cannot serve the profile of the federation.",
    message: ({ family, profile, served }) =>
      `The federation's profile is ${quote(profile)}, but ${family} serves ${served} only.`,
    remedy: ({ profile, served }) =>
      `${UPGRADES[profile] ?? ''}Nothing was written, and what is registered stays. If another federation is meant, name the directory whose manifest says \`profile: ${served}\`: --federation DIR`,
  },
  ROLE_MISMATCH: {
    ...UNUSABLE,
    meaning: 'The configuration contradicts itself about whether the component is a node or a researcher.',
    message: ({ role, stated, other, otherStated }) =>
      `The component contradicts itself: ${quote(stated)} says ${role}, ${quote(otherStated)} says ${other}.`,
    remedy: () => 'Correct the one that is wrong; look for an environment variable that belongs to another component.',
  },
}
