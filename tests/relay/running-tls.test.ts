/** TLS by certificate files. The fixtures are self-signed and for tests only. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:tls'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { renewWhenChanged } from '../../sync-relay/src/server/tls.ts'
import { until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/tls', import.meta.url))
const fixture = (which: 'first' | 'second', kind: 'cert' | 'key') => join(FIXTURES, `test-only-${which}.${kind}.pem`)

async function filesOf(which: 'first' | 'second') {
  const folder = await scratchFolder()
  const files = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
  const put = async (one: 'first' | 'second') => {
    await copyFile(fixture(one, 'cert'), files.tlsCert)
    await copyFile(fixture(one, 'key'), files.tlsKey)
  }
  await put(which)
  return { files, put }
}

function subjectAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { CN } = socket.getPeerCertificate().subject
      socket.destroy()
      resolve(String(CN))
    })
    socket.on('error', reject)
  })
}

test('https and wss with the certificate, nothing without TLS, nothing older than 1.2', async () => {
  const { files } = await filesOf('first')
  const relay = await relayHere(files)
  expect([relay.url, relay.http]).toEqual([`wss://127.0.0.1:${relay.port}`, `https://127.0.0.1:${relay.port}`])
  const ca = await readFile(fixture('first', 'cert'))
  const status = await new Promise((resolve, reject) => {
    get(`${relay.http}/healthz`, { ca }, (answer) => resolve(answer.statusCode)).on('error', reject)
  })
  expect(status).toBe(200)
  const socket = new WebSocket(`${relay.url}/job/1`, { ca })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
  await expect(fetch(`http://127.0.0.1:${relay.port}/healthz`)).rejects.toThrow()
  const old = new Promise((resolve, reject) => {
    const client = connect({
      port: relay.port,
      ca,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    client.once('secureConnect', resolve).once('error', reject)
  })
  await expect(old).rejects.toThrow()
})

test('[F41] who opens a connection and never says hello in TLS is cut', async () => {
  const { files } = await filesOf('first')
  const relay = await relayHere({ ...files, limits: { handshakeMs: 150 } })
  const { connect: plain } = await import('node:net')
  const socket = plain(relay.port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('close', resolve))
})

test('a proved connection over TLS outlives the deadline', async () => {
  const { files } = await filesOf('first')
  const relay = await relayHere({ ...files, limits: { handshakeMs: 150 } })
  const socket = new WebSocket(`${relay.url}/job/1`, { rejectUnauthorized: false })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('a new certificate is taken on request; one that cannot be used leaves the old one', async () => {
  const { files, put } = await filesOf('first')
  const said: string[] = []
  const relay = await relayHere({ ...files, report: (what) => said.push(what) })
  expect(await subjectAt(relay.port)).toBe('RPMA test only, first')
  await put('second')
  await relay.renewCertificate()
  expect(await subjectAt(relay.port)).toBe('RPMA test only, second')
  await copyFile(fixture('first', 'key'), files.tlsKey)
  await relay.renewCertificate()
  expect(await subjectAt(relay.port)).toBe('RPMA test only, second')
  expect(said).toEqual(['certificate renewed', 'certificate not renewed'])
})

test('a new certificate is taken when its files change', async () => {
  const { files, put } = await filesOf('first')
  const server = createServer({ cert: await readFile(files.tlsCert), key: await readFile(files.tlsKey) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let renewed = 0
  const renewal = renewWhenChanged(
    server,
    files,
    (what) => void (renewed += what === 'certificate renewed' ? 1 : 0),
    20,
  )
  onTestFinished(() => {
    renewal.stop()
    server.close()
  })
  await put('second')
  await until(() => renewed > 0)
  const { port } = server.address() as { port: number }
  while ((await subjectAt(port)) !== 'RPMA test only, second') await until(() => true)
})

test('files that are no certificate, or do not belong together: a sentence, and no relay', async () => {
  const { files } = await filesOf('first')
  await copyFile(fixture('second', 'key'), files.tlsKey)
  await expect(relayHere(files)).rejects.toThrow(/cert\.pem and .*key\.pem: /)
  await writeFile(files.tlsCert, 'hello')
  await expect(relayHere(files)).rejects.toThrow(/cert\.pem/)
  await expect(relayHere({ ...files, tlsKey: '/nowhere.pem' })).rejects.toThrow('/nowhere.pem cannot be read (ENOENT)')
})
