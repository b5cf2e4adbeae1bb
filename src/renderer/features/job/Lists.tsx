import { useCallback } from 'react'
import { check } from '../../../crdt/job/index.ts'
import { CHECKLISTS } from '../../../crdt/vocabulary/index.ts'
import type { ChecklistId, Label } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Card } from '../jobs/NewJobScreen.tsx'
import { CheckList } from './Checks.tsx'
import { useJobPart, useJobTools } from './context.tsx'
import { DamageReview, Odometer } from './reception/Answers.tsx'
import { Coatings } from './reception/Coatings.tsx'

/** The four lists of the trade, and what reception writes down beside them. */
export function Lists() {
  const { t } = useWords()
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Card title={t('lists.vehicle')}>
          <Odometer />
          <DamageReview />
          <Coatings />
        </Card>
        <OneList list="reception" />
        <OneList list="handover" />
      </div>
      <div className="flex flex-col gap-4">
        <OneList list="preparation" />
        <OneList list="control" />
      </div>
    </div>
  )
}

function OneList({ list }: { readonly list: ChecklistId }) {
  const { t, word } = useWords()
  const { edit } = useJobTools()
  const { checks, done, total } = useJobPart((view) => view.checklists[list])
  const toggle = useCallback(
    (name: string, value: boolean) => edit((ledger, pen) => check(ledger, list, name, value, pen)),
    [edit, list],
  )
  return (
    <Card title={t('lists.title', { list: word(CHECKLISTS[list].label), done, total })}>
      <CheckList
        label={word(CHECKLISTS[list].label)}
        checks={checks}
        labels={CHECKLISTS[list].checks as Readonly<Record<string, Label>>}
        onToggle={toggle}
      />
    </Card>
  )
}
