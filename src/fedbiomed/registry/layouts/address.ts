import { parseAddress } from '../../../domain/party.ts'
import { textOf, type Layout } from '../layout.ts'
import type { RegistryRow } from '../outline.ts'
import type { RegistryImage } from '../scan.ts'
import { readText } from '../value.ts'
import { PARTY } from './party.ts'

/** A row with the address of its party behind what the layout `party` has, as families A write it. */
export const ADDRESS: Layout = {
  ...PARTY,
  makeFields: (edit) => {
    if (edit.address === undefined) throw new Error(`The registration of ${edit.partyId} has no address.`)
    return [...PARTY.makeFields(edit), ['ip', edit.address.ip], ['port', edit.address.port]]
  },
  readAddress: (image, row) => {
    const ip = textOf(image, row, 'ip')
    const port = readPort(image, row)
    return ip === undefined || port === undefined ? undefined : parseAddress(ip, port)
  },
}

/** Reads the text of a port, which is a number or, as Fed-BioMed's set-up for developers writes it, a string of digits. */
function readPort({ bytes }: RegistryImage, row: RegistryRow): string | undefined {
  const field = row.fields.findLast(({ name }) => name === 'port')
  if (field === undefined) return undefined
  return readText(bytes, field) ?? bytes.toString('latin1', field.start, field.end)
}
