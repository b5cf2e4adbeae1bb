/**
 * Who belongs to the shop moves with its documents: list, grants, work that waits for review, when devices were last
 * seen. The audit log stays with the old register, whose history it is; pairings under way are started again.
 */
import type { Register } from '../trust/register.ts'

const MAX_ITEMS = 100_000

/** Answers sentences about what could not be copied. May be run again. */
export async function migrateRegister(from: Register, to: Register): Promise<readonly string[]> {
  const list = await from.membership(0)
  const known = await to.membership(0)
  const differs = known.some((one, i) => one.entry !== list[i]?.entry || one.signature !== list[i]?.signature)
  if (differs) return ['the target has the members of another shop, or newer ones; nothing of them was copied']
  const entries = list.slice(known.length)
  if (entries.length > 0) {
    const outcome = await to.commit({ membership: { from: known.length, entries } })
    if (outcome === 'conflict') return ['the members changed in the target meanwhile; run this again']
  }
  for (const grant of await from.grants()) await to.commit({ grant })
  await to.seen(await from.lastSeen())
  for (const { id } of await from.quarantined(MAX_ITEMS)) {
    const work = await from.quarantinedWork(id)
    if (work !== null) await to.quarantine(work, Infinity)
  }
  return []
}
