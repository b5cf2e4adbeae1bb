// Exits 0 when the relay of this container is ready, 1 otherwise. By Node, so that the image needs no curl.
import { readFileSync } from 'node:fs'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'

const { RPMA_RELAY_TLS_CERT: certificate, RPMA_RELAY_PORT: port = '4455' } = process.env
const place = { host: '127.0.0.1', port, path: '/readyz', timeout: 4000 }
const done = (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)
const request =
  certificate === undefined || certificate === ''
    ? getHttp(place, done)
    : // Exactly that certificate; it names the public address, not this one.
      getHttps(
        { ...place, ca: readFileSync(certificate), allowPartialTrustChain: true, checkServerIdentity: () => undefined },
        done,
      )
request.on('timeout', () => process.exit(1)).on('error', () => process.exit(1))
