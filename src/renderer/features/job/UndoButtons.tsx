/** Takes back what I did last on this device, and makes it again. Others' work stays as it is, and that is said. */
import { useEffect, useMemo } from 'react'
import { UndoReader } from '../../../crdt/job/index.ts'
import type { Step } from '../../../crdt/job/index.ts'
import { usePen } from '../../api/desk.ts'
import { useFollowing } from '../../documents/hooks.ts'
import { IconButton } from '../../ui/Button.tsx'
import { notify } from '../../ui/Feedback.tsx'
import { useJobTools } from './context.tsx'
import { factText } from './describe.ts'
import { askedBy } from './undoKeys.ts'
import { useNaming } from './useDescribing.ts'

export function UndoButtons() {
  const about = useNaming()
  const { t, personName } = about
  const { job, canEdit } = useJobTools()
  const pen = usePen()
  const { person, device } = pen
  const reader = useMemo(() => new UndoReader(job.ledger, { person, device }), [job, person, device])
  useEffect(() => () => reader.destroy(), [reader])
  const state = useFollowing(reader.subscribe, reader.state)

  /** « Capot – Chauffe finale : fait », and how much more the same command wrote. */
  const textOf = ({ facts: [first, ...rest] }: Step): string => {
    const line = first ? factText(first, about, (id) => job.ledger.fact(id)) : ''
    return rest.length === 0 ? line : t('undo.andMore', { line, count: rest.length })
  }
  const takeBack = () => {
    const { kept } = reader.state()
    const step = reader.undo(pen)
    if (!step && kept) return notify(t('undo.keptOnly', { name: personName(kept.by), what: textOf(kept.step) }), 'bad')
    if (!step) return
    const says = kept ? 'undo.doneButKept' : 'undo.done'
    notify(
      t(says, { what: textOf(step), name: kept ? personName(kept.by) : '', kept: kept ? textOf(kept.step) : '' }),
      'ok',
      { label: t('undo.redo'), run: makeAgain },
    )
  }
  const makeAgain = () => {
    const step = reader.redo(pen)
    if (step) notify(t('undo.redone', { what: textOf(step) }))
  }

  useEffect(() => {
    if (!canEdit) return
    const listen = (event: KeyboardEvent) => {
      const asked = askedBy(event)
      if (!asked || event.defaultPrevented || isText(event.target)) return
      if (document.querySelector('[role=dialog],[role=alertdialog][aria-modal]')) return
      event.preventDefault()
      if (asked === 'undo') takeBack()
      else makeAgain()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  })

  if (!canEdit) return null
  const isIdle = state.undo === null && state.kept === null
  return (
    <div className="flex items-center gap-3" role="group" aria-label={t('undo.group')}>
      <IconButton
        icon="undo"
        label={state.undo ? t('undo.what', { what: textOf(state.undo) }) : t('undo.nothing')}
        isDisabled={isIdle}
        onPress={takeBack}
      />
      <IconButton
        icon="redo"
        label={state.redo ? t('undo.redoWhat', { what: textOf(state.redo) }) : t('undo.redoNothing')}
        isDisabled={state.redo === null}
        onPress={makeAgain}
      />
    </div>
  )
}

/** A field takes back its own letters. */
function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]):not([type=radio]), textarea')
}
