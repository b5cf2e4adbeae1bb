/** Relays that announce themselves on this network, so that nobody has to type an address. */
import { useQuery } from '@tanstack/react-query'
import { ask } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'

export function NearbyRelays({ onChoose }: { readonly onChoose: (url: string) => void }) {
  const { t } = useWords()
  const { api } = useDesk()
  const found = useQuery({
    queryKey: ['relays'],
    queryFn: () => ask(api, 'relays.nearby', {}),
    staleTime: 0,
    refetchInterval: 10_000, // milliseconds; a relay may be switched on while somebody looks
  })
  const relays = found.data ?? []
  return (
    <section className="flex flex-col gap-2">
      {relays.length > 0 && <h3 className="text-sm font-medium">{t('join.nearby')}</h3>}
      <p role="status" className="text-sm text-ink-soft empty:hidden">
        {relays.length > 0 ? '' : t(found.isPending ? 'join.nearbySearching' : 'join.nearbyNone')}
      </p>
      <ul className="flex flex-wrap gap-2 empty:hidden">
        {relays.map((relay) => (
          <li key={relay.url}>
            <Button onPress={() => onChoose(relay.url)}>
              <span className="flex flex-col items-start py-1">
                <span className="font-medium">{relay.name}</span>
                <span className="text-sm text-ink-soft">{relay.url}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
