/** The film of a zone: each cut with what it covers and wastes, spoilt ones too, and the way to the next. */
import { memo, useState } from 'react'
import { withdrawFact } from '../../../../crdt/job/index.ts'
import type { FilmUseView, ZoneView } from '../../../../crdt/job/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { formatMetres, formatPercent, formatSquareMetres } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useJobTools } from '../context.tsx'
import { Part } from '../Part.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { useZoneName } from '../zoneName.ts'
import { FilmDialog } from './FilmDialog.tsx'

interface FilmPartProps {
  readonly zone: ZoneId
  readonly uses: ZoneView['filmUses']
}

export const FilmPart = memo(function FilmPart({ zone, uses }: FilmPartProps) {
  const { t } = useWords()
  const { canEdit, edit } = useJobTools()
  const [adding, setAdding] = useState(false)
  const [spoilt, setSpoilt] = useState<FilmUseView | null>(null)
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  return (
    <Part
      title={t('zone.film')}
      action={
        canEdit && (
          <Button icon="plus" onPress={() => setAdding(true)}>
            {t('film.add')}
          </Button>
        )
      }
    >
      {uses.length === 0 && <p className="text-sm text-ink-soft">{t('film.none')}</p>}
      <ul className="flex flex-col gap-2">
        {uses.map((use) => (
          <FilmLine
            key={use.id}
            zone={zone}
            use={use}
            onRecut={() => setSpoilt(use)}
            onNever={() => setWithdrawing(use.id)}
          />
        ))}
      </ul>
      {adding && <FilmDialog zone={zone} instead={null} onClose={() => setAdding(false)} />}
      {spoilt && <FilmDialog zone={zone} instead={spoilt} onClose={() => setSpoilt(null)} />}
      {withdrawing !== null && (
        <ReasonDialog
          title={t('film.withdraw')}
          text={t('film.withdrawText')}
          action={t('film.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing, why, pen))}
        />
      )}
    </Part>
  )
})

interface FilmLineProps {
  readonly zone: ZoneId
  readonly use: FilmUseView
  readonly onRecut: () => void
  readonly onNever: () => void
}

function FilmLine({ zone, use, onRecut, onNever }: FilmLineProps) {
  const { t, language } = useWords()
  const { canEdit } = useJobTools()
  const written = useWritten()
  const zoneName = useZoneName()
  const others = use.zones.filter((each) => each !== zone)
  return (
    <li className="flex flex-col gap-2 rounded-lg bg-sunken px-3 py-2">
      <div>
        <span className="flex flex-wrap items-center gap-x-2">
          {formatMetres(use.lengthMm, language)} · {t('film.lot', { lot: use.lot || '—' })}
          {use.purpose !== 'cut' && (
            <Badge tone={use.purpose === 'error' ? 'bad' : 'info'} icon={use.purpose === 'error' ? 'cross' : 'redo'}>
              {t(`film.purpose.${use.purpose}`)}
            </Badge>
          )}
        </span>
        {use.spoilt && <span className="block text-sm">{t('recut.spoilt', { why: use.spoilt.why })}</span>}
        <span className="block text-sm text-ink-soft">
          {t('film.areas', {
            net: formatSquareMetres(use.netMm2, language),
            waste: formatPercent(use.cutMm2 === 0 ? 0 : Math.round((use.wasteMm2 * 100) / use.cutMm2), language),
          })}
        </span>
        {others.length > 0 && (
          <span className="block text-sm text-ink-soft">
            {t('film.sharedWith', { zones: others.map(zoneName).join(', ') })}
          </span>
        )}
        <span className="block text-sm text-ink-soft">{written(use)}</span>
      </div>
      {canEdit && (
        <div className="flex flex-wrap gap-2">
          {use.purpose !== 'error' && (
            <Button icon="redo" onPress={onRecut}>
              {t('recut.action')}
            </Button>
          )}
          <Button kind="quiet" onPress={onNever}>
            {t('recut.never')}
          </Button>
        </div>
      )}
    </li>
  )
}
