import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { callWebhook, type Webhook } from '../../../src/io/daemon/webhook.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'
import { withWebhookServer } from '../../helpers/webhook-server.ts'

const never = new AbortController().signal
const SECRET = 'T0K3N'

suite('a webhook', (test) => {
  test('gets the JSON in one POST, also where its URL stands in a file', () =>
    withWebhookServer((server) =>
      withDirectory({ url: `${server.url}/${SECRET}\n` }, async (directory) => {
        assert.is(await call({ urlFile: join(directory, 'url') }), undefined)

        const [{ method, path, headers, body } = {}, ...others] = server.received
        assert.equal(others, [])
        assert.equal(
          [method, path, headers?.['content-type'], body],
          ['POST', `/${SECRET}`, 'application/json', '{}\n'],
        )
      }),
    ))

  test('that answers anything but success has failed, and leads nowhere else', () =>
    withWebhookServer(async (server) => {
      for (const status of [301, 307, 400, 500]) {
        server.answer = (response) => response.writeHead(status, { location: `${server.url}/elsewhere` }).end()
        assert.is(await call({ url: server.url }), `the server answered ${status}`)
      }
      assert.ok(server.received.every(({ path }) => path === '/'))
    }))

  test('is given up when it does not answer, and when the daemon ends', () =>
    withWebhookServer(async (server) => {
      server.answer = () => undefined
      assert.is(await call({ url: server.url }, { timeoutMs: 200 }), 'no answer within 0.2 s')

      const end = new AbortController()
      const calling = call({ url: server.url }, { signal: end.signal })
      end.abort()
      assert.ok((await calling) !== undefined)
    }))

  test('never shows its URL in what is said of it', () =>
    withDirectory({ url: `ftp://host/${SECRET}`, long: 'x'.repeat(9000) }, async (directory) => {
      const hooks = [
        { url: `http://127.0.0.1:1/${SECRET}` },
        { url: `http://${SECRET}.invalid/` },
        { url: `https://user:${SECRET}@127.0.0.1:1/` },
        { url: `no url ${SECRET}` },
        { urlFile: join(directory, 'url') },
        { urlFile: join(directory, 'long') },
        { urlFile: join(directory, 'absent') },
      ]
      for (const hook of hooks) {
        const reason = await call(hook)
        assert.ok(reason !== undefined && !reason.includes(SECRET), JSON.stringify([hook, reason]))
      }
    }))
})

function call(
  { url, urlFile }: { readonly url?: string; readonly urlFile?: string },
  { timeoutMs = 30_000, signal = never }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  const webhook: Webhook = { kind: 'webhook', on: ['drift'], line: 1, url, urlFile }
  return callWebhook(realWorld(), { webhook, json: '{}\n' }, { timeoutMs, signal })
}
