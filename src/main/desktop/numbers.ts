import type { DeviceIdentity } from '../identity/device.ts'
import type { Replica } from '../replica/index.ts'

/**
 * The next number of a job. Legal numbers have no holes and no doubles, so only the relay gives them; while it
 * cannot be asked, the device gives one that is plainly its own and never collides with another's.
 */
export async function nextJobNumber(
  replica: Replica,
  identity: DeviceIdentity,
): Promise<{ number: string; provisional: boolean }> {
  const request = identity.newId()
  const given = await replica.http?.number('job', request).catch(() => null)
  if (given) return { number: `OR-${String(given.number).padStart(5, '0')}`, provisional: false }
  const count = identity.get('provisionalNumbers') + 1
  await identity.set('provisionalNumbers', count)
  return { number: `D${identity.get('deviceId').slice(-4)}-${String(count).padStart(4, '0')}`, provisional: true }
}
