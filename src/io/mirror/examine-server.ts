import { isIP } from 'node:net'

const WAIT_MS = 5_000
const LONGEST = 64

/**
 * Looks at the certificate that a server shows, to say in words what is wrong with it; `undefined` where it shows none.
 * Nothing is told to the server, and nothing that it says is believed.
 */
export async function examineServer(authority: string): Promise<string | undefined> {
  const { connect } = await import('node:tls')
  const [, host = '', port = '443'] = /^(.*?)(?::([0-9]+))?$/.exec(authority) ?? []
  const name = host.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const servername = isIP(name) === 0 ? { servername: name } : {}
    const socket = connect({ host: name, port: Number(port), rejectUnauthorized: false, ...servername }, () => {
      const { valid_from: from, valid_to: to, issuer } = socket.getPeerCertificate()
      finish(`it is valid from ${day(from)} to ${day(to)} and issued by ${String(issuer.CN).slice(0, LONGEST)}`)
    })
    const finish = (text: string | undefined): void => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(WAIT_MS, () => {
      finish(undefined)
    })
    socket.on('error', () => {
      finish(undefined)
    })
  })
}

function day(text: string): string {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text.slice(0, LONGEST) : new Date(time).toISOString().slice(0, 10)
}
