/** One roll: its label for cameras and eyes, who took how much, and what was recounted. */
import { Link } from '@tanstack/react-router'
import type { RollEntry } from '../../../crdt/shop/index.ts'
import { errorOf } from '../../api/calls.ts'
import { formatDateTime, formatMetres } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { usePersonName, useShop } from '../../shell/shop.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { rollCode } from './balance.ts'
import { useRollCuts } from './queries.ts'
import { LocalNote } from './RollState.tsx'

export function RollDialog(props: { readonly roll: RollEntry; readonly name: string; readonly onClose: () => void }) {
  const { roll, name, onClose } = props
  const { t, language } = useWords()
  const { shop } = useShop()
  const personName = usePersonName()
  const cuts = useRollCuts(roll.id)
  const adjustments = shop?.adjustments.filter((each) => each.roll === roll.id) ?? []
  return (
    <DialogBox
      title={t('stock.rollTitle', { roll: name })}
      open
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
    >
      <div className="flex flex-col gap-5 sm:flex-row">
        <figure className="flex shrink-0 flex-col items-center gap-2">
          <QrCode text={rollCode(roll.id)} label={t('stock.label', { roll: name })} size={220} />
          <figcaption className="text-center">
            <span className="block text-lg font-semibold">{name}</span>
            <span className="block text-sm text-ink-soft">{t('stock.labelText')}</span>
          </figcaption>
        </figure>
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <section className="flex flex-col gap-2">
            <h3 className="font-semibold">{t('stock.cuts')}</h3>
            <LocalNote />
            {cuts.error && <Problem error={errorOf(cuts.error)} onRetry={() => void cuts.refetch()} />}
            {cuts.data?.length === 0 && <p className="text-ink-soft">{t('stock.noCuts')}</p>}
            <ul className="flex flex-col gap-2">
              {cuts.data?.map(({ job, cuts: count, lengthMm }) => (
                <li key={job.id}>
                  <Link
                    to="/jobs/$jobId"
                    params={{ jobId: job.id }}
                    className="flex min-h-touch items-center gap-3 rounded-lg bg-sunken px-3 py-1.5 hover:bg-accent-soft"
                  >
                    <span className="min-w-0 flex-1 truncate">
                      {[job.number, job.plate, job.title].filter(Boolean).join(' · ')}
                    </span>
                    <span className="whitespace-nowrap">
                      {t('stock.cutsOfJob', { count, length: formatMetres(lengthMm, language) })}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
          {adjustments.length > 0 && (
            <section className="flex flex-col gap-2">
              <h3 className="font-semibold">{t('stock.adjustments')}</h3>
              <ul className="flex flex-col gap-1">
                {adjustments.map((each) => (
                  <li key={each.id}>
                    {each.deltaMm > 0 && '+'}
                    {formatMetres(each.deltaMm, language)} – {each.reason}
                    <span className="block text-sm text-ink-soft">
                      {personName(each.by)} · {formatDateTime(each.at, language)}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </DialogBox>
  )
}
