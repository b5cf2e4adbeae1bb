/** `rpma-relay pull <ws://other> --data DIR [--invitation …]`: copies another relay into a stopped or new one. */
import { hostname } from 'node:os'
import { openBlobStore } from '../server/blobs.ts'
import { EXIT } from './cli-help.ts'
import { describe } from './cli-log.ts'
import type { RelayConfig } from './config.ts'
import { readConfig } from './config-sources.ts'
import { createRelayCore } from '../core/core.ts'
import { pullAll } from './pull.ts'
import type { Pulled } from './pull.ts'
import { loadDevice, pair, saveDevice } from './pull-device.ts'
import { createSource, NotLetIn } from './pull-source.ts'
import type { Source } from './pull-source.ts'
import { createInspector } from '../server/start-inspect.ts'
import { blobFolder, openLog } from '../server/start-log.ts'
import { openRegister } from '../server/start-trust.ts'

export const USAGE =
  'usage: rpma-relay pull <ws://other> --data DIR [--invitation INVITATION] [options of serve]\n' +
  'INVITATION: what an administrator\'s device shows under "Appareils", the rpma://pair?… address or the 16 signs.'

export async function pull(args: readonly string[], environment: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  const [address, ...rest] = args
  if (address === undefined || address.startsWith('-')) {
    say(USAGE)
    return EXIT.usage
  }
  const { invitation, others } = takeInvitation(rest)
  const reading = readConfig(others, environment, folder)
  if (!reading.ok) {
    say(reading.problems.join('\n'))
    return EXIT.usage
  }
  const pulled = await pullFrom(address, invitation, reading.config, say)
  for (const problem of pulled.problems) say(problem)
  const { documents, numbers, blobs, entries } = pulled
  say(`${documents} documents, ${numbers} numbers, ${blobs} new blobs, ${entries} new membership entries`)
  if (pulled.problems.length === 0) return EXIT.done
  say('Not everything could be copied; what was is kept. Run it again.')
  return EXIT.failed
}

/** Rejects with a sentence; what was copied until then stays. */
export async function pullFrom(
  address: string,
  invitation: string | null,
  config: RelayConfig,
  say: (text: string) => void,
): Promise<Pulled> {
  const source = createSource(address)
  const log = await openLog(config) // first: one relay per folder, and a running one holds it
  const inspector = createInspector(undefined)
  try {
    const register = config.auth === 'none' ? null : await openRegister(config, undefined)
    try {
      const isOpen = await enter(source, invitation, config, say)
      const core = createRelayCore({
        log,
        inspect: inspector.inspect,
        recovery: () => 'opened', // it is all work of others
        limits: config.limits,
        schedule(delayMs, run) {
          const timer = setTimeout(run, delayMs)
          return () => clearTimeout(timer)
        },
      })
      const blobs = await openBlobStore(blobFolder(config), { ...config.limits, deviceBlobBytesPerDay: Infinity })
      try {
        return await pullAll(source, { core, blobs, register: isOpen ? null : register })
      } finally {
        await new Promise<void>((resolve) => core.drain(resolve))
      }
    } finally {
      await register?.close()
    }
  } finally {
    await inspector.close()
    await log.close()
  }
}

/** Proves who we are, after pairing if need be. True: nobody has to there. */
async function enter(
  source: Source,
  invitation: string | null,
  config: RelayConfig,
  say: (text: string) => void,
): Promise<boolean> {
  const challenge = await source.challenge()
  if (challenge.auth === 'none') return true
  let self = await loadDevice(config.data)
  if (self.grant === null) {
    if (invitation === null) throw new Error(`That relay asks who we are: --invitation is missing.\n${USAGE}`)
    self = await pair(self, invitation, `Relais ${config.name ?? hostname()}`.slice(0, 60), challenge.shop, {
      offer: source.offer,
      state: source.pairingState,
      showDigits: (digits) =>
        say(
          `Compare with the administrator's screen: ${digits.slice(0, 3)} ${digits.slice(3)}. Waiting for the answer …`,
        ),
    })
    await saveDevice(config.data, self)
  }
  if (self.shop === null || (config.shop !== null && config.shop !== self.shop)) {
    throw new Error(`expected the shop ${config.shop}, saw ${self.shop}`)
  }
  try {
    const newer = await source.enter(self, self.shop)
    if (newer !== null) await saveDevice(config.data, { ...self, grant: newer })
    return false
  } catch (error) {
    if (!(error instanceof NotLetIn)) throw error
    throw new Error(
      `${describe(error)}. If this device was revoked or its grant has ended, remove pull-device.json from the data ` +
        'folder and pull with a new invitation.',
    )
  }
}

function takeInvitation(args: readonly string[]): { invitation: string | null; others: string[] } {
  const at = args.findIndex((arg) => arg === '--invitation' || arg.startsWith('--invitation='))
  const said = args[at]
  if (said === undefined) return { invitation: null, others: [...args] }
  const inline = said.startsWith('--invitation=')
  const invitation = inline ? said.slice('--invitation='.length) : (args[at + 1] ?? null)
  return { invitation, others: args.filter((_, i) => i !== at && (inline || i !== at + 1)) }
}
