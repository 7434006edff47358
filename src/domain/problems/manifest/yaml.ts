import { quote } from '../../quote.ts'
import { WHOLE } from '../grade.ts'
import type { Catalogue, NoFacts } from '../kind.ts'

/** The facts of a manifest or settings file as text and as YAML. */
export interface YamlFacts {
  readonly KEY_NOT_TEXT: NoFacts
  readonly KEY_RESERVED: { readonly key: string }
  readonly KEY_TWICE: { readonly key: string; readonly firstLine: number }
  readonly MANIFEST_EMPTY: NoFacts
  readonly NUMBER_FORM: { readonly written: string }
  readonly TEXT_ENCODING: { readonly encoding: string }
  readonly TEXT_HIDDEN_CHARACTER: { readonly codePoint: number }
  readonly YAML_ALIAS: { readonly what: string }
  readonly YAML_DIRECTIVE: { readonly directive: string }
  readonly YAML_DOCUMENTS: NoFacts
  readonly YAML_MERGE_KEY: NoFacts
  readonly YAML_SYNTAX: { readonly reason: string }
  readonly YAML_TAG: { readonly tag: string }
  readonly YAML_TOO_DEEP: NoFacts
}

/** What is said of a manifest or settings file as text and as YAML. */
export const yamlProblems: Catalogue<YamlFacts> = {
  KEY_NOT_TEXT: {
    ...WHOLE,
    meaning: 'A key is a list, a mapping or a tagged value.',
    message: () => 'This key is not plain text.',
    remedy: () => 'Write a plain word as key: `name: value`.',
  },
  KEY_RESERVED: {
    ...WHOLE,
    meaning: 'A key is one that programs read as something else than data.',
    message: ({ key }) => `The key '${quote(key)}' is never data.`,
    remedy: () => 'Delete the line, and ask who wrote it: git log -1 -- FILE',
  },
  KEY_TWICE: {
    ...WHOLE,
    meaning: 'A mapping holds one key twice.',
    message: ({ key, firstLine }) => `The key '${quote(key)}' was given before, on line ${firstLine}.`,
    remedy: () => 'Keep one of the two lines and delete the other.',
  },
  MANIFEST_EMPTY: {
    ...WHOLE,
    meaning: 'A manifest file holds nothing, or comments only.',
    message: () => 'This file declares nothing.',
    remedy: () =>
      'Write a federation as in federation/federation.yaml of fbm-gitops, or take the last good one: git revert HEAD',
  },
  NUMBER_FORM: {
    ...WHOLE,
    meaning: 'A number is written in another form than plain decimal digits.',
    message: ({ written }) =>
      `'${quote(written)}' is not a number in plain decimal digits: others may read another value.`,
    remedy: () => 'Write digits only, without leading zeros, sign, point or exponent, for example 14001.',
  },
  TEXT_ENCODING: {
    ...WHOLE,
    meaning: 'A manifest or settings file is not UTF-8.',
    message: ({ encoding }) => `This file is ${encoding}, not UTF-8.`,
    remedy: () => 'Save it as UTF-8 in the editor, or: iconv -f ENCODING -t UTF-8 FILE',
  },
  TEXT_HIDDEN_CHARACTER: {
    ...WHOLE,
    meaning: 'A manifest or settings file holds a control, invisible or text-direction character.',
    message: ({ codePoint }) =>
      `Here is the invisible character U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}: what one sees is not what is read.`,
    remedy: () => 'Delete the character, or type the whole line anew.',
  },
  YAML_ALIAS: {
    ...WHOLE,
    meaning: 'A manifest or settings file uses an anchor (&) or an alias (*).',
    message: ({ what }) => `The ${quote(what)} is not allowed: every value stands where it is used.`,
    remedy: () => 'Write the value itself; put text that begins with & or * in quotes.',
  },
  YAML_DIRECTIVE: {
    ...WHOLE,
    meaning: 'A manifest or settings file begins with a directive, which changes how the rest is read.',
    message: ({ directive }) =>
      `The directive '${quote(directive)}' is not allowed: it changes how all the rest is read.`,
    remedy: () => 'Delete the line.',
  },
  YAML_DOCUMENTS: {
    ...WHOLE,
    meaning: 'A manifest or settings file holds more than one YAML document.',
    message: () => 'A second document begins here: only one is read.',
    remedy: () => 'Delete the line `---` or `...`, or move what follows into a file of its own.',
  },
  YAML_MERGE_KEY: {
    ...WHOLE,
    meaning: 'A manifest or settings file uses the merge key <<.',
    message: () => 'The merge key << is not allowed: every value stands where it is used.',
    remedy: () => 'Write the keys themselves.',
  },
  YAML_SYNTAX: {
    ...WHOLE,
    meaning: 'A manifest or settings file is not YAML.',
    message: ({ reason }) => `This is not YAML: ${reason}.`,
    remedy: () => 'Compare indentation, colons, brackets and quotes with the lines above; indent by two spaces.',
  },
  YAML_TAG: {
    ...WHOLE,
    meaning: 'A manifest or settings file uses a tag, which changes the type of a value.',
    message: ({ tag }) => `The tag '${quote(tag)}' is not allowed.`,
    remedy: () => 'Write the plain value; put text that begins with ! in quotes.',
  },
  YAML_TOO_DEEP: {
    ...WHOLE,
    meaning: 'A manifest or settings file is nested more deeply than it can be.',
    message: () => 'This is nested more deeply than anything that can be meant.',
    remedy: () => 'Compare the indentation with the lines above.',
  },
}
