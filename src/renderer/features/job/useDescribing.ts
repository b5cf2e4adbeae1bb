import { useWords } from '../../i18n/index.ts'
import { usePersonName, useShop } from '../../shell/shop.tsx'
import type { ClientView } from '../../../crdt/client/index.ts'
import type { JobView } from '../../../crdt/job/index.ts'
import { useJobClient, useJobDesk, useJobTools } from './context.tsx'
import type { Describing } from './describe.ts'

export function useDescribing(): Describing {
  const { view, client } = useJobDesk()
  return describing(useDescribingShop(), view, client)
}

/** Knows the job as it was when its user was drawn: for names of items, and for whoever follows the facts by itself. */
export function useNaming(): Describing {
  const { job } = useJobTools()
  const { client } = useJobClient()
  return describing(useDescribingShop(), job.view(), client)
}

function describing(shops: Describing, view: JobView, client: ClientView | null): Describing {
  return {
    ...shops,
    view,
    clientName: (id) => (id === view.client.value ? client?.name.value : undefined),
    vehicleName: (id) => {
      const vehicle = client?.vehicles.find((each) => each.id === id)
      return vehicle && [vehicle.plate.value, vehicle.make.value, vehicle.model.value].filter(Boolean).join(' ')
    },
  }
}

/** Without a job at hand: what the shop's own document tells of people, films and rolls. */
export function useDescribingShop(): Describing {
  const words = useWords()
  const personName = usePersonName()
  const { shop } = useShop()
  return {
    ...words,
    personName,
    view: null,
    clientName: () => undefined,
    vehicleName: () => undefined,
    filmName: (id) => {
      const film = shop?.films.find((each) => each.id === id)
      return film && [film.brand.value, film.range.value].filter(Boolean).join(' ')
    },
    rollName: (id) => {
      const roll = shop?.rolls.find((each) => each.id === id)
      return roll && (roll.serial.value || roll.lot.value)
    },
  }
}
