/**
 * What follows from a paint that was redone: the client hears of it and agrees in writing, or film that takes the paint
 * along when it is lifted is the workshop's affair. Suggested only: nothing is ticked or written by itself.
 */
import { addComment, check } from '../../../../crdt/job/index.ts'
import type { ThicknessView } from '../../../../crdt/job/index.ts'
import { RECEPTION_CHECKS } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useJobDesk } from '../context.tsx'
import { useZoneName } from '../zoneName.ts'

export function RespraySuggestion() {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { view, canEdit, edit, may } = useJobDesk()
  const latest = new Map(view.thickness.map((row) => [row.zone, row]))
  const redone = [...latest.values()].filter(({ verdict }) => verdict === 'respray' || verdict === 'filler')
  if (redone.length === 0) return null
  const told = (row: ThicknessView) => t('respray.panel', { zone: zoneName(row.zone), most: Math.max(...row.microns) })
  const panels = redone.map(told).join(', ')
  const waiver = t('respray.waiver', { panels })
  const field = view.checklists.reception.checks.find((each) => each.check === 'respray')
  const isNoted = view.comments.some((comment) => comment.text === waiver)
  return (
    <Banner tone="warn" title={t('respray.title', { panels })}>
      <div className="flex flex-col gap-2">
        <p>{t('respray.text')}</p>
        {canEdit && (
          <div className="flex flex-wrap gap-2">
            {field && field.value !== true && may(field) && (
              <Button
                icon="check"
                onPress={() => edit((ledger, pen) => check(ledger, 'reception', 'respray', true, pen))}
              >
                {t('respray.tick', { check: word(RECEPTION_CHECKS.respray) })}
              </Button>
            )}
            {isNoted ? (
              <p className="self-center">{t('respray.noted')}</p>
            ) : (
              <Button
                icon="plus"
                onPress={() => edit((ledger, pen) => addComment(ledger, { text: waiver, zone: null }, pen))}
              >
                {t('respray.note')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Banner>
  )
}
