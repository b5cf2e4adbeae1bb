import { memo, useEffect, useId, useRef } from 'react'
import { UserEdit } from '../../../../crdt/ledger/index.ts'
import { useMe } from '../../../api/desk.ts'
import { BOX, LABEL } from '../../../ui/Field.tsx'
import { classes } from '../../../ui/classes.ts'
import { useJobTools } from '../context.tsx'
import { FieldPeople } from '../PresenceMarks.tsx'
import { askedBy } from '../undoKeys.ts'
import { bindText } from '../../../documents/bindText.ts'
import { undoText } from '../../../documents/undoText.ts'

/** A text that several people may write at once. */
export const NoteField = memo(function NoteField({
  name,
  label,
  rows = 4,
}: {
  readonly name: string
  readonly label: string
  readonly rows?: number
}) {
  const { job, canEdit } = useJobTools()
  const me = useMe()
  const box = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  useEffect(() => {
    const field = box.current
    if (!field) return
    const text = job.ledger.text(name)
    const unbind = bindText(text, field, () => new UserEdit(me.id))
    const letters = undoText(text)
    const listen = (event: KeyboardEvent) => {
      const asked = askedBy(event)
      if (!asked) return
      event.preventDefault()
      if (asked === 'undo') letters.undo()
      else letters.redo()
    }
    field.addEventListener('keydown', listen)
    return () => {
      field.removeEventListener('keydown', listen)
      letters.destroy()
      unbind()
    }
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
})
