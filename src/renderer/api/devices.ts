/** Names of the shop's devices: which tablet something was said on. */
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n/index.ts'
import { ask } from './calls.ts'
import { useDesk, useInfo } from './desk.ts'

/** Milliseconds. Devices are renamed seldom; asking may reach for the relay. */
const NAMES_STAY_MS = 60_000

export function useDeviceName(): (device: string) => string {
  const { t } = useWords()
  const { api } = useDesk()
  const info = useInfo()
  const list = useQuery({
    queryKey: ['devices', 'names'],
    queryFn: () => ask(api, 'devices.list', {}),
    staleTime: NAMES_STAY_MS,
  })
  return (device) => {
    if (device === info?.device.id) return t('device.this')
    return list.data?.devices.find((each) => each.id === device)?.name ?? t('device.other')
  }
}
