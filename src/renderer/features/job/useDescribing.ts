import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { useJobDesk } from './context.tsx'
import type { Describing } from './describe.ts'

export function useDescribing(): Describing {
  const words = useWords()
  const personName = usePersonName()
  const { view, client } = useJobDesk()
  return {
    ...words,
    personName,
    view,
    clientName: (id) => (id === view.client.value ? client?.name.value : undefined),
    vehicleName: (id) => {
      const vehicle = client?.vehicles.find((each) => each.id === id)
      return vehicle && [vehicle.plate.value, vehicle.make.value, vehicle.model.value].filter(Boolean).join(' ')
    },
  }
}
