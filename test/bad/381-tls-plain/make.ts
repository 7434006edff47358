import { makeMutualTls } from '../../helpers/bad-certificate.ts'

export function make(directory: string): Promise<void> {
  return makeMutualTls(directory, {})
}
