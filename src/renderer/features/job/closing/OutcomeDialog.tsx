/** What became of a defect: how it was reworked, who accepted it, which claim was made. */
import { useState } from 'react'
import { acceptDefect, setDefectOutcome } from '../../../../crdt/job/index.ts'
import type { DefectView } from '../../../../crdt/job/index.ts'
import { DEFECT_TYPES, OUTCOMES } from '../../../../crdt/vocabulary/index.ts'
import type { Outcome } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobDesk } from '../context.tsx'
import { useZoneName } from '../zoneName.ts'

export interface OutcomeDialogProps {
  readonly defect: DefectView
  readonly outcome: Exclude<Outcome, 'open'>
  readonly onClose: () => void
}

export function OutcomeDialog({ defect, outcome, onClose }: OutcomeDialogProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { client, edit } = useJobDesk()
  const [name, setName] = useState(defect.acceptedBy.value ?? client?.name.value ?? '')
  const [note, setNote] = useState('')
  const accepts = outcome === 'accepted'
  const save = () => {
    const why = note.trim() === '' ? undefined : note.trim()
    edit((ledger, pen) => {
      if (accepts) acceptDefect(ledger, defect.id, name.trim(), pen, why)
      else setDefectOutcome(ledger, defect.id, outcome, pen, why)
    })
    onClose()
  }
  return (
    <DialogBox
      title={word(OUTCOMES[outcome])}
      open
      keepOpen
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save} isDisabled={accepts && name.trim() === ''}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>
          <strong>{t('defect.name', { type: word(DEFECT_TYPES[defect.type]), zone: zoneName(defect.zone) })}</strong>
        </p>
        {accepts && (
          <TextInput label={t('defect.acceptedName')} value={name} onChange={setName} required maxLength={200} />
        )}
        <TextInput
          label={t(`defect.note.${outcome}`)}
          value={note}
          onChange={setNote}
          lines={3}
          maxLength={1000}
          autoFocus={!accepts}
        />
      </div>
    </DialogBox>
  )
}
