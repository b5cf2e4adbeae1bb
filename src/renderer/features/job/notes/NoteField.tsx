import { useEffect, useId, useRef } from 'react'
import { UserEdit } from '../../../../crdt/ledger/index.ts'
import { useMe } from '../../../api/desk.ts'
import { BOX, LABEL } from '../../../ui/Field.tsx'
import { classes } from '../../../ui/classes.ts'
import { useJobDesk } from '../context.tsx'
import { FieldPeople } from '../PresenceMarks.tsx'
import { bindText } from '../../../documents/bindText.ts'

/** A text that several people may write at once. */
export function NoteField({
  name,
  label,
  rows = 4,
}: {
  readonly name: string
  readonly label: string
  readonly rows?: number
}) {
  const { job, canEdit } = useJobDesk()
  const me = useMe()
  const box = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  useEffect(() => {
    if (!box.current) return
    return bindText(job.ledger.text(name), box.current, () => new UserEdit(me.id))
  }, [job, name, me.id])
  return (
    <div className="flex flex-col gap-1" data-field={`text/${name}`}>
      <label htmlFor={id} className={LABEL}>
        {label}
      </label>
      <textarea id={id} ref={box} rows={rows} readOnly={!canEdit} className={classes(BOX, 'resize-y py-2')} />
      <FieldPeople field={`text/${name}`} />
    </div>
  )
}
