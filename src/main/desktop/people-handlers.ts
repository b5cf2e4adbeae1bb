import { AppFault, type AppHandlers } from '../../contract/index.ts'
import { openShop, setPerson } from '../../crdt/shop/index.ts'
import type { DesktopRooms } from './parts.ts'
import { withDocument } from './session.ts'
import { activePeople } from './shop.ts'

type PeopleCalls = 'person.choose' | 'person.setPin' | 'person.leave' | 'person.add'

export function peopleHandlers(rooms: DesktopRooms): Pick<AppHandlers, PeopleCalls> {
  const { replica, identity, pins, shops, standing, tellInfo, now } = rooms
  async function mustExist(personId: string): Promise<void> {
    const people = activePeople(await shops.view())
    if (!people.some((person) => person.id === personId)) throw new AppFault('not-found', 'nobody of that id')
  }
  return {
    'person.choose': async ({ personId, pin }) => {
      await mustExist(personId)
      await pins.check(personId, pin ?? null)
      await identity.set('personId', personId)
      return tellInfo()
    },
    'person.setPin': async ({ personId, current, pin }) => {
      const here = await standing.person()
      await mustExist(personId)
      // One's own needs the code that stands: somebody who finds the screen open must not lock its owner out.
      if (here.id === personId) await pins.check(personId, current)
      else await standing.admin()
      await pins.set(personId, pin)
      return tellInfo()
    },
    'person.leave': async () => {
      await identity.set('personId', null)
      return tellInfo()
    },
    'person.add': async ({ name, role }) => {
      const admin = await standing.admin()
      const personId = identity.newId()
      await withDocument(replica, 'shop', async (session) => {
        setPerson(openShop(session.doc).ledger, personId, { name, role, active: true }, identity.pen(admin.id, now))
        await session.saved()
      })
      return { personId }
    },
  }
}
