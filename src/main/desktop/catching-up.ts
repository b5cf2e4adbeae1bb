/** After a relay said that its membership list ends elsewhere: level with it, or told that nobody can be. */
import { AppFault } from '../../contract/index.ts'
import type { Membership } from '../../crdt/protocol/index.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import { RelayRefusal, type RelaySession } from '../replica/index.ts'

/**
 * Resolves when an act that was refused with `error` may be signed anew, on top of what others did meanwhile. Rejects
 * with `list-forked` when both lists hold and neither continues the other, and with `error` when it is about something
 * else. `before`: what the act was signed on.
 */
export async function catchUp(
  session: RelaySession,
  trust: ShopTrust,
  before: Membership,
  error: unknown,
): Promise<void> {
  if (!(error instanceof RelayRefusal) || error.kind !== 'conflict' || error.end === undefined) throw error
  const { length: from } = error.end
  try {
    // A relay that lacks entries is given them; one that has more gives them.
    if (from < before.length) await session.trust.postMembership({ from, entries: trust.entries.slice(from) })
    else await session.levelMembership()
  } catch (again) {
    if (!(again instanceof RelayRefusal && again.kind === 'conflict')) throw again
    throw forked()
  }
  if (from >= before.length && trust.membership!.head === before.head) throw forked()
}

function forked(): AppFault {
  return new AppFault('list-forked', 'the membership list of the relay and the one of this device do not fit together')
}
