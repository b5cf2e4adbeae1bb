/**
 * `rpma://job/<ulid>`, and the invitation into a shop, `rpma://pair?…`: anybody can put such a link on a web page, so it
 * may only ever point, never act.
 */
import { z } from 'zod'
import { ulid } from '../../contract/index.ts'
import { readInvitation } from '../../crdt/protocol/index.ts'

const jobLink = z.strictObject({ kind: z.literal('job'), id: ulid })
export type DeepLink =
  | z.infer<typeof jobLink>
  /** The whole link, which reads as an invitation. */
  | { readonly kind: 'pair'; readonly url: string }

const maxLength = 600

export function parseDeepLink(text: string): DeepLink | undefined {
  if (text.length > maxLength) return undefined
  if (readInvitation(text) !== null) return { kind: 'pair', url: text }
  const url = URL.parse(text)
  if (url?.protocol !== 'rpma:' || url.search !== '' || url.hash !== '' || url.username !== '' || url.port !== '') {
    return undefined
  }
  const parsed = jobLink.safeParse({ kind: url.hostname, id: url.pathname.replace(/^\//, '') })
  return parsed.success ? parsed.data : undefined
}

export function findDeepLink(argv: readonly string[]): DeepLink | undefined {
  for (const arg of argv) {
    const link = parseDeepLink(arg)
    if (link) return link
  }
  return undefined
}
