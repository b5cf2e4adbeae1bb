import type { Conflict } from '../../../crdt/ledger/index.ts'
import { zoneOfItem } from '../../../crdt/job/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Button } from '../../ui/Button.tsx'
import { Banner, EmptyState } from '../../ui/Feedback.tsx'
import { DecideCard } from '../decide/DecideCard.tsx'
import { useDecide } from '../decide/useDecide.ts'
import { useJobDesk } from './context.tsx'
import type { JobDesk } from './context.tsx'
import { itemText, valueText } from './describe.ts'
import { Story } from './Story.tsx'
import { useDescribing } from './useDescribing.ts'

/** Everything that two people said differently without seeing each other; nothing was overwritten. */
export function Conflicts() {
  const about = useDescribing()
  const { t } = about
  const desk = useJobDesk()
  const { view, supervising, goTo, jobId, clientLedger } = desk
  const decide = useDecide(about)
  const ofClient = clientConflicts(desk)
  const questions = [
    ...view.conflicts.map((conflict) => ({ ...conflict, document: `job/${jobId}` })),
    ...ofClient.map((conflict) => ({ ...conflict, document: `client/${view.client.value}` })),
  ]
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4 p-4">
      {questions.length === 0 ? (
        <EmptyState icon="check" title={t('conflict.none')}>
          {t('conflict.noneText')}
        </EmptyState>
      ) : (
        <Banner tone="clash" title={t('conflict.count', { count: questions.length })}>
          {supervising ? t('conflict.text') : t('conflict.textOthers')}
        </Banner>
      )}
      {questions.map(({ document, item, heads }) => {
        const zone = zoneOfItem(item)
        return (
          <DecideCard
            key={`${document}:${item}`}
            document={document}
            item={item}
            answers={heads}
            about={about}
            canDecide={supervising}
            onDecide={(value, why) => decide({ document, item, seen: heads.map((head) => head.id) }, value, why)}
            actions={
              <>
                {zone !== undefined && (
                  <Button kind="quiet" onPress={() => goTo('zones', zone)}>
                    {t('conflict.seeZone')}
                  </Button>
                )}
                <Story
                  item={item}
                  {...(document.startsWith('client/') && clientLedger ? { ledger: clientLedger } : {})}
                />
              </>
            }
          />
        )
      })}
      <Decided />
    </div>
  )
}

/** What of the client's document concerns this job: the client, and the vehicle that is in the workshop. */
export function clientConflicts({ clientLedger, view }: Pick<JobDesk, 'clientLedger' | 'view'>): readonly Conflict[] {
  if (!clientLedger) return []
  return clientLedger
    .contestedItems()
    .filter((item) => item.startsWith('client/') || item.startsWith(`vehicle/${view.vehicle.value}/`))
    .map((item) => ({ item, heads: clientLedger.heads(item) }))
}

function Decided() {
  const about = useDescribing()
  const { t, language, personName } = about
  const { view } = useJobDesk()
  if (view.decisions.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('conflict.decided')}</h2>
      <ul className="flex flex-col gap-2">
        {view.decisions.map((decision) => (
          <li
            key={decision.chosen.id}
            className="flex items-center gap-2 rounded-lg border border-line bg-surface py-2 pr-2 pl-4"
          >
            <span className="min-w-0 flex-1">
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
              {decision.chosen.why && <span className="block text-sm">{decision.chosen.why}</span>}
            </span>
            <Story item={decision.item} />
          </li>
        ))}
      </ul>
    </section>
  )
}
