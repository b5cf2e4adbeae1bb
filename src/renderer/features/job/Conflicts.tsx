import { decide, zoneOfItem } from '../../../crdt/job/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Button } from '../../ui/Button.tsx'
import { Banner, EmptyState } from '../../ui/Feedback.tsx'
import { useJobDesk } from './context.tsx'
import { itemText, valueText } from './describe.ts'
import { Story } from './Story.tsx'
import { useDescribing } from './useDescribing.ts'

/** Everything that two people said differently without seeing each other; nothing was overwritten. */
export function Conflicts() {
  const about = useDescribing()
  const { t, language, personName } = about
  const { view, edit, supervising, goTo } = useJobDesk()
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4 p-4">
      {view.conflicts.length === 0 ? (
        <EmptyState icon="check" title={t('conflict.none')}>
          {t('conflict.noneText')}
        </EmptyState>
      ) : (
        <Banner tone="clash" title={t('conflict.count', { count: view.conflicts.length })}>
          {supervising ? t('conflict.text') : t('conflict.textOthers')}
        </Banner>
      )}
      {view.conflicts.map((conflict) => {
        const zone = zoneOfItem(conflict.item)
        const name = itemText(conflict.item, about)
        return (
          <article key={conflict.item} aria-label={name} className="rounded-card border border-clash bg-surface p-4">
            <div className="mb-3 flex flex-wrap items-center gap-2">
              <h2 className="flex-1 font-semibold">{name}</h2>
              {zone !== undefined && (
                <Button kind="quiet" onPress={() => goTo('zones', zone)}>
                  {t('conflict.seeZone')}
                </Button>
              )}
              <Story item={conflict.item} />
            </div>
            <ul className="grid gap-3 sm:grid-cols-2">
              {conflict.heads.map((head) => (
                <li key={head.id} className="flex flex-col gap-2 rounded-lg bg-sunken p-3">
                  <p id={`${head.id}-value`} className="text-lg font-semibold">
                    {valueText(conflict.item, head.value, about)}
                  </p>
                  <p id={`${head.id}-who`} className="text-sm text-ink-soft">
                    {personName(head.by)} · {formatDateTime(head.at, language)}
                  </p>
                  {head.why && <p className="text-sm">{head.why}</p>}
                  {supervising && (
                    // Named with the answer and its author: two buttons of one name could not be told apart.
                    <Button
                      kind="primary"
                      aria-labelledby={`${head.id}-choose ${head.id}-value ${head.id}-who`}
                      onPress={() => edit((ledger, pen) => decide(ledger, conflict.item, head.value, pen))}
                    >
                      <span id={`${head.id}-choose`}>{t('conflict.choose')}</span>
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </article>
        )
      })}
      {view.decisions.length > 0 && (
        <section className="flex flex-col gap-2">
          <h2 className="font-semibold">{t('conflict.decided')}</h2>
          <ul className="flex flex-col gap-2">
            {view.decisions.map((decision) => (
              <li key={decision.chosen.id} className="rounded-lg border border-line bg-surface px-4 py-2">
                <span className="font-medium">
                  {t('fact.claim', {
                    item: itemText(decision.item, about),
                    value: valueText(decision.item, decision.chosen.value, about),
                  })}
                </span>
                <span className="block text-sm text-ink-soft">
                  {t('conflict.decidedBy', {
                    name: personName(decision.chosen.by),
                    when: formatDateTime(decision.chosen.at, language),
                    choices: decision.choices
                      .map((choice) => `${valueText(decision.item, choice.value, about)} (${personName(choice.by)})`)
                      .join(' / '),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
