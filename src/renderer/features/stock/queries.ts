/** What rolls have left, from main's sums over every job; read again whenever main says that lists are stale. */
import { useQuery } from '@tanstack/react-query'
import type { RollEntry } from '../../../crdt/shop/index.ts'
import { ask } from '../../api/calls.ts'
import { useDesk, useSync } from '../../api/desk.ts'
import { useShop } from '../../shell/shop.tsx'
import { rollBalance, unseenDevices } from './balance.ts'
import type { RollBalance } from './balance.ts'

/** Balances by roll; undefined until main has answered. */
export function useBalances(): ((roll: RollEntry) => RollBalance) | undefined {
  const { api } = useDesk()
  const { shop } = useShop()
  const uses = useQuery({ queryKey: ['stock', 'rolls'], queryFn: () => ask(api, 'stock.rolls', {}) })
  if (!shop || !uses.data) return undefined
  const cut = new Map(uses.data.map((use) => [use.roll, use.lengthMm]))
  return (roll) => rollBalance(shop, roll, cut.get(roll.id) ?? 0, Date.now())
}

export function useRollCuts(roll: string) {
  const { api } = useDesk()
  return useQuery({ queryKey: ['stock', 'cuts', roll], queryFn: () => ask(api, 'stock.cuts', { roll }) })
}

/** Asked when the connection changes and when a screen opens: a list of devices is no ticking clock. */
export function useUnseen(): number | undefined {
  const { api } = useDesk()
  const relay = useSync((sync) => sync?.relay.state ?? 'none')
  const answer = useQuery({
    queryKey: ['devices', 'stock', relay],
    queryFn: () => ask(api, 'devices.list', {}),
    staleTime: 60_000,
  })
  return answer.data && unseenDevices(answer.data.devices, answer.data.fresh, Date.now())
}
