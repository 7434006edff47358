import { quote, quoteForShell } from '../quote.ts'
import { FAILED, UNUSABLE } from './grade.ts'
import type { Catalogue, ProblemKind } from './kind.ts'

/** What a scanner can say of bytes that are no registry. */
export interface ScanFacts {
  /** The byte that is wrong, counted from 0. */
  readonly offset: number
  /** How many bytes there are. */
  readonly size: number
  /** The document id or the kind of value at fault. Never any other content: a registry holds secrets. */
  readonly found: string
}

interface FileFacts extends ScanFacts {
  /** The registry, for commands to be typed. */
  readonly file: string
}

/** The faults that a scanner finds. */
export type ScanFaultCode =
  | 'REGISTRY_TORN'
  | 'REGISTRY_TAIL'
  | 'REGISTRY_ENCODING'
  | 'REGISTRY_TOO_DEEP'
  | 'REGISTRY_NOT_OBJECT'
  | 'REGISTRY_TABLE_NOT_OBJECT'
  | 'REGISTRY_TABLE_TWICE'
  | 'REGISTRY_DOCUMENT_ID'
  | 'REGISTRY_ROW_TWICE'
  | 'REGISTRY_ROW_NOT_OBJECT'

export interface RegistryFacts extends Readonly<Record<ScanFaultCode, FileFacts>> {
  readonly REGISTRY_LAYOUT: { readonly documentId: string; readonly reason: string }
  readonly REGISTRY_SPLICE: { readonly reason: string }
}

const faults: Catalogue<Record<ScanFaultCode, FileFacts>> = {
  REGISTRY_TORN: {
    ...UNUSABLE,
    meaning: 'The registry is cut off or damaged, so that Fed-BioMed cannot read it either.',
    message: ({ offset, size }) =>
      offset >= size
        ? `The registry breaks off at its end, after ${count(size)}.`
        : `The registry is damaged at byte ${offset + 1} of ${size}: it is not the JSON that Fed-BioMed writes.`,
    remedy: putBack,
  },
  REGISTRY_TAIL: {
    ...UNUSABLE,
    meaning: 'Something follows the end of the registry: two programs have written it at the same time.',
    message: ({ offset, size }) =>
      `The registry ends before byte ${offset + 1} of ${size}, but something else follows: two programs have written it at the same time.`,
    remedy: putBack,
  },
  REGISTRY_ENCODING: {
    ...UNUSABLE,
    meaning: 'The registry is not UTF-8 without a byte-order mark.',
    message: ({ offset, size }) =>
      offset === 0
        ? 'The registry begins with a byte-order mark, or with bytes that are no UTF-8 text.'
        : `The registry is not UTF-8 text at byte ${offset + 1} of ${size}.`,
    remedy: putBack,
  },
  REGISTRY_TOO_DEEP: {
    ...UNUSABLE,
    meaning: 'The registry is nested so deeply that Python may be unable to read it.',
    message: () => 'The registry is nested more than 500 levels deep, more than any version of Fed-BioMed writes.',
    remedy: checkFile,
  },
  REGISTRY_NOT_OBJECT: {
    ...UNUSABLE,
    meaning: 'The registry holds another JSON value than an object of tables.',
    message: ({ found }) => `The registry holds ${found} in place of tables.`,
    remedy: checkFile,
  },
  REGISTRY_TABLE_NOT_OBJECT: tableFault(
    'The member `Certificates` of the registry is no table.',
    ({ found }) => `\`Certificates\` in the registry is ${found} in place of a table.`,
  ),
  REGISTRY_TABLE_TWICE: tableFault(
    'The registry holds the table `Certificates` twice; Fed-BioMed reads the second and drops the first.',
    ({ offset }) => `The registry holds the table \`Certificates\` twice, the second one at byte ${offset + 1}.`,
  ),
  REGISTRY_DOCUMENT_ID: tableFault(
    'A row of the table `Certificates` has a document id that is no plain decimal number.',
    ({ found }) => `The document id '${quote(found)}' in the table \`Certificates\` is no plain decimal number.`,
  ),
  REGISTRY_ROW_TWICE: tableFault(
    'Two rows of the table `Certificates` have one document id; Fed-BioMed reads the second and drops the first.',
    ({ found }) => `Two rows of the table \`Certificates\` have the document id ${quote(found)}.`,
  ),
  REGISTRY_ROW_NOT_OBJECT: tableFault(
    'A row of the table `Certificates` is no object.',
    ({ found }) => `Row ${quote(found)} of the table \`Certificates\` is no object.`,
  ),
}

export const registryProblems: Catalogue<RegistryFacts> = {
  ...faults,
  REGISTRY_LAYOUT: {
    ...UNUSABLE,
    meaning:
      'A row of the table `Certificates` is not laid out as the families of Fed-BioMed that are known here do it.',
    message: ({ documentId, reason }) => `Row ${quote(documentId)} of the table \`Certificates\` ${reason}.`,
    remedy: () =>
      'Check that the component and the registry are of one Fed-BioMed version, and name another registry with `--registry FILE` if not. A row that nothing needs is removed by `… certificate delete` of Fed-BioMed.',
  },
  REGISTRY_SPLICE: {
    ...FAILED,
    meaning: 'The new content of a registry did not pass the check before writing: a fault of fbm-gitops.',
    message: ({ reason }) =>
      `The new content of the registry is not what was planned, and was not written: ${quote(reason)}.`,
    remedy: () => 'Nothing was changed. Report this as a fault of fbm-gitops, with the output of `plan --format json`.',
  },
}

function tableFault(meaning: string, message: (facts: FileFacts) => string): ProblemKind<FileFacts> {
  return { ...UNUSABLE, meaning, message, remedy: decideByHand }
}

function putBack(): string {
  return 'Stop the component, look at what fbm-gitops kept, and put a whole copy back: fbm-gitops restore'
}

function checkFile(): string {
  return `Check that this is the registry of the component, and name another one with \`--registry FILE\` if not. Else: ${putBack()}`
}

function decideByHand({ file }: FileFacts): string {
  return `No version of Fed-BioMed writes this, so a person must decide what is right. Stop the component, look at it (python3 -m json.tool ${quoteForShell(file)}), and correct it, or put a backup back (\`fbm-gitops restore\`).`
}

function count(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
