/** `rpma://job/<ulid>`: anybody can put such a link on a web page, so it may only ever point, never act. */
import { z } from 'zod'
import { ulid } from '../../contract/index.ts'

const deepLink = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('job'), id: ulid })])
export type DeepLink = z.infer<typeof deepLink>

const maxLength = 200

export function parseDeepLink(text: string): DeepLink | undefined {
  if (text.length > maxLength) return undefined
  const url = URL.parse(text)
  if (url?.protocol !== 'rpma:' || url.search !== '' || url.hash !== '' || url.username !== '' || url.port !== '') {
    return undefined
  }
  const parsed = deepLink.safeParse({ kind: url.hostname, id: url.pathname.replace(/^\//, '') })
  return parsed.success ? parsed.data : undefined
}

export function findDeepLink(argv: readonly string[]): DeepLink | undefined {
  for (const arg of argv) {
    const link = parseDeepLink(arg)
    if (link) return link
  }
  return undefined
}
