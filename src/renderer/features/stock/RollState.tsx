/** What is left of a roll, in words, with what speaks against taking it. */
import { formatMetres } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import type { Key } from '../../i18n/index.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import type { RollBalance, RollFlag } from './balance.ts'
import { useUnseen } from './queries.ts'

const FLAGS = {
  recount: { tone: 'bad', icon: 'warning', key: 'stock.recountFlag' },
  low: { tone: 'warn', icon: 'minus', key: 'stock.low' },
  expired: { tone: 'warn', icon: 'clock', key: 'stock.expired' },
} as const satisfies Record<RollFlag, { tone: Tone; icon: IconName; key: Key }>

export function RollState({ balance }: { readonly balance: RollBalance }) {
  const { t, language } = useWords()
  return (
    <span className="flex flex-wrap items-center gap-2">
      <strong className="whitespace-nowrap">
        {balance.remainingMm === undefined
          ? t('stock.unknown')
          : t('stock.remaining', { length: formatMetres(balance.remainingMm, language) })}
      </strong>
      {balance.flags.map((flag) => (
        <Badge key={flag} tone={FLAGS[flag].tone} icon={FLAGS[flag].icon}>
          {t(FLAGS[flag].key)}
        </Badge>
      ))}
    </span>
  )
}

/** « solde local, 2 appareils non vus »: a sum of what has arrived here, and it says so. */
export function LocalNote() {
  const { t } = useWords()
  const unseen = useUnseen()
  if (unseen === undefined) return <span className="text-sm text-ink-soft">{t('stock.local')}</span>
  return (
    <span className="text-sm text-ink-soft">
      {unseen === 0 ? t('stock.allSeen') : t('stock.localUnseen', { count: unseen })}
    </span>
  )
}
