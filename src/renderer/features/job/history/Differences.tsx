/** What differs between then and today, in words, and a way to take a former answer up again. */
import { useMemo } from 'react'
import { compareJobs, decide } from '../../../../crdt/job/index.ts'
import type { Job } from '../../../../crdt/job/index.ts'
import type { Json } from '../../../../crdt/ledger/index.ts'
import { formatDateTime } from '../../../i18n/format.ts'
import { Button } from '../../../ui/Button.tsx'
import { notify } from '../../../ui/Feedback.tsx'
import { useJobDesk } from '../context.tsx'
import { factText, itemText, valueText } from '../describe.ts'
import { useWritten } from '../Story.tsx'
import { useDescribing } from '../useDescribing.ts'

export function Differences({ then }: { readonly then: Job }) {
  const about = useDescribing()
  const { t, language, personName } = about
  const { job, view, may, edit } = useJobDesk()
  const written = useWritten()
  const { claims, added, withdrawn } = useMemo(
    () => (view ? compareJobs(then.ledger, job.ledger) : { claims: [], added: [], withdrawn: [] }),
    [then, job, view],
  )
  const say = (item: string, values: readonly Json[]) =>
    values.length === 0 ? t('past.unsaid') : values.map((value) => valueText(item, value, about)).join(' / ')
  const takeUp = (item: string, value: Json) => {
    try {
      edit((ledger, pen) => decide(ledger, item, value, pen))
      notify(t('past.taken', { item: itemText(item, about), value: valueText(item, value, about) }))
    } catch {
      notify(t('past.notTaken', { item: itemText(item, about) }), 'bad') // a value of a newer version
    }
  }
  const contested = new Set(view.conflicts.map((conflict) => conflict.item))
  const count = claims.length + added.length + withdrawn.length
  return (
    <section
      aria-label={t('past.compare')}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2 className="text-lg font-semibold">{t('past.compare')}</h2>
      {count === 0 && <p className="text-ink-soft">{t('past.same')}</p>}
      {claims.length > 0 && (
        <ul className="flex flex-col gap-2" aria-label={t('past.answers')}>
          {claims.map(({ item, was, is, by, at }) => {
            const [only, ...others] = was
            return (
              <li key={item} className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-sunken px-3 py-2">
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{itemText(item, about)}</span>
                  <span className="block break-words">
                    {t('past.thenNow', { was: say(item, was), is: say(item, is) })}
                  </span>
                  <span className="block text-sm text-ink-soft">
                    {personName(by)} · {formatDateTime(at, language)}
                  </span>
                </span>
                {only !== undefined && others.length === 0 && may({ contested: contested.has(item) }) && (
                  <Button onPress={() => takeUp(item, only)}>
                    {t('past.takeUp')}
                    <span className="sr-only">{itemText(item, about)}</span>
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {(
        [
          ['past.added', added],
          ['past.withdrawn', withdrawn],
        ] as const
      ).map(
        ([title, facts]) =>
          facts.length > 0 && (
            <div key={title}>
              <h3 className="font-medium">{t(title, { count: facts.length })}</h3>
              <ul>
                {facts.map((fact) => (
                  <li key={fact.id} className="break-words">
                    {factText(fact, about, (id) => job.ledger.fact(id))}{' '}
                    <span className="text-sm text-ink-soft">{written(fact)}</span>
                  </li>
                ))}
              </ul>
            </div>
          ),
      )}
    </section>
  )
}
