/** Certificate files: read at the start, read again when they change or on request, and kept when the new ones fail. */
import { readFile } from 'node:fs/promises'
import { unwatchFile, watchFile } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Server as TlsServer } from 'node:tls'
import type { RelayConfig } from '../command/config.ts'

export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
}

/** A certificate or key that cannot be used, in a sentence. */
export class CertificateProblem extends Error {}

export const TLS_VERSION = 'TLSv1.2'
const LOOK_MS = 10_000

/** Null without TLS. Throws {@link CertificateProblem}. */
export async function readCertificate(config: Pick<RelayConfig, 'tlsCert' | 'tlsKey'>): Promise<Certificate | null> {
  const { tlsCert, tlsKey } = config
  if (tlsCert === null || tlsKey === null) return null
  const read = (path: string): Promise<Buffer> =>
    readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw new CertificateProblem(`${path} cannot be read (${error.code})`)
    })
  const certificate = { cert: await read(tlsCert), key: await read(tlsKey) }
  try {
    createSecureContext(certificate) // proves that both are PEM and belong together
  } catch (error) {
    throw new CertificateProblem(`${tlsCert} and ${tlsKey}: ${(error as Error).message}`)
  }
  return certificate
}

export interface Renewal {
  /** Reads the files again. Never rejects: what cannot be used is reported, and the old certificate stays. */
  renew(): Promise<void>
  stop(): void
}

/** New connections get the new certificate; open ones keep theirs. */
export function renewWhenChanged(
  server: TlsServer,
  config: Pick<RelayConfig, 'tlsCert' | 'tlsKey'>,
  report: (what: string, detail: unknown) => void,
  lookMs: number = LOOK_MS,
): Renewal {
  const paths = [config.tlsCert, config.tlsKey].filter((path) => path !== null)
  async function renew(): Promise<void> {
    try {
      const certificate = await readCertificate(config)
      if (certificate === null) return
      server.setSecureContext({ ...certificate, minVersion: TLS_VERSION })
      report('certificate renewed', null)
    } catch (error) {
      report('certificate not renewed', error)
    }
  }
  const changed = (): void => void renew()
  // By looking: renewal tools swap links and folders, which notifications of a file do not show.
  for (const path of paths) watchFile(path, { interval: lookMs, persistent: false }, changed)
  return {
    renew,
    stop() {
      for (const path of paths) unwatchFile(path, changed)
    },
  }
}
