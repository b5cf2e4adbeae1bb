/** A zone that the trade has no word for: added under a name, or given another one. */
import { useState } from 'react'
import { addFreeZone, nameZone } from '../../../../crdt/job/index.ts'
import { EXTENTS } from '../../../../crdt/vocabulary/index.ts'
import type { Extent, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobTools } from '../context.tsx'

export interface FreeZoneDialogProps {
  /** To be given another name; null: a new one. */
  readonly zone: { readonly id: ZoneId; readonly name: string } | null
  readonly onClose: () => void
}

export function FreeZoneDialog({ zone, onClose }: FreeZoneDialogProps) {
  const { t, word } = useWords()
  const { edit, goTo } = useJobTools()
  const [name, setName] = useState(zone?.name ?? '')
  const [extent, setExtent] = useState<Extent>('full')
  const typed = name.trim()
  const save = () => {
    edit((ledger, pen) => {
      if (zone) nameZone(ledger, zone.id, typed, pen)
      else goTo('zones', addFreeZone(ledger, typed, extent, pen))
    })
    onClose()
  }
  return (
    <DialogBox
      title={t(zone ? 'freeZone.rename' : 'freeZone.add')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save} isDisabled={typed === '' || typed === zone?.name}>
            {t(zone ? 'freeZone.saveName' : 'freeZone.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextInput
          label={t('freeZone.name')}
          hint={t('freeZone.hint')}
          value={name}
          onChange={setName}
          maxLength={60}
          required
          autoFocus
        />
        {!zone && (
          <Segments
            label={t('zone.extent')}
            value={extent}
            onChange={setExtent}
            options={(Object.keys(EXTENTS) as Extent[]).map((id) => ({ id, label: word(EXTENTS[id]) }))}
          />
        )}
      </div>
    </DialogBox>
  )
}
