import type { Address } from './party.ts'

const PART = '(?:0|[1-9][0-9]{0,2})'
const FOUR_PARTS = new RegExp(`^${PART}(?:\\.${PART}){3}$`)
const DECIMAL = /^[1-9][0-9]{0,4}$/
const LARGEST_PORT = 65535

/** Reads a four-part decimal IPv4 address and a port; `undefined` where they are anything else, a host name included. */
export function parseAddress(ip: string, port: string): Address | undefined {
  const isAddress = FOUR_PARTS.test(ip) && ip.split('.').every((part) => Number(part) <= 255)
  if (!isAddress || !DECIMAL.test(port) || Number(port) > LARGEST_PORT) return undefined
  return { ip, port: Number(port) }
}
