/** A text of the job or the vehicle, written when the field is left, with its story beside it. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Field, Ledger } from '../../../crdt/ledger/index.ts'
import { TextInput } from '../../ui/Field.tsx'
import { useJobTools } from './context.tsx'
import { FieldPeople } from './PresenceMarks.tsx'
import { Story } from './Story.tsx'
import { useWhenGone } from './useWhenGone.ts'

export interface ToldProps {
  readonly field: Field<unknown>
  /** Of another document than the job's. */
  readonly ledger?: Ledger
  readonly children: ReactNode
}

/** A field with its story beside it. */
export function Told({ field, ledger, children }: ToldProps) {
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1" data-field={field.item}>
        {children}
        <FieldPeople field={field.item} />
      </div>
      <div className="pt-6">
        <Story item={field.item} {...(ledger ? { ledger } : {})} />
      </div>
    </div>
  )
}

interface CommittedProps {
  readonly label: string
  readonly stands: string
  readonly onCommit: (text: string) => void
  readonly fault?: (text: string) => string | undefined
  readonly hint?: string | undefined
  readonly upperCase?: boolean
  readonly disabled?: boolean
}

/** Written when the field is left, and only when it changed: a claim for each letter would drown the history. */
export function Committed({ label, stands, onCommit, fault, hint, upperCase, disabled }: CommittedProps) {
  const { canEdit } = useJobTools()
  const [typed, setTyped] = useState<string | null>(null)
  const error = typed === null ? undefined : fault?.(typed)
  const leave = () => {
    if (typed === null || error !== undefined) return
    if (typed.trim() !== stands) onCommit(typed.trim())
    setTyped(null)
  }
  useWhenGone(leave)
  return (
    <TextInput
      label={label}
      value={typed ?? stands}
      onChange={setTyped}
      onBlur={leave}
      error={error}
      hint={hint}
      upperCase={upperCase ?? false}
      disabled={disabled ?? !canEdit}
    />
  )
}
