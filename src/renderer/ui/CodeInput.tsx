import { useLayoutEffect, useRef } from 'react'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'
import { classes } from './classes.ts'
import { caretAfter, CODE_LENGTH, codeOf, inGroups } from './codeGroups.ts'
import { BOX, LABEL } from './Field.tsx'

export interface CodeInputProps {
  readonly label: string
  /** Bare: without what stands between the groups. */
  readonly value: string
  readonly onChange: (code: string) => void
  readonly hint: string
  readonly error?: string | undefined
  readonly autoFocus?: boolean
}

/** One field, so that a whole code can be pasted and read out; it falls into four groups while it is typed. */
export function CodeInput({ label, value, onChange, hint, error, autoFocus }: CodeInputProps) {
  const input = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  // The groups move what stands behind the caret, and React would put it at the end.
  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== input.current) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  return (
    <TextField
      className="flex min-w-0 flex-col gap-1"
      value={inGroups(value)}
      onChange={(next) => {
        const field = input.current
        caret.current = caretAfter(codeOf(next.slice(0, field?.selectionStart ?? next.length)).length)
        onChange(codeOf(next).slice(0, CODE_LENGTH))
      }}
      isInvalid={error !== undefined}
      isRequired
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
    >
      <Label className={LABEL}>
        {label}
        <span aria-hidden="true"> *</span>
      </Label>
      <Input
        ref={input}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="characters"
        placeholder="•••• •••• •••• ••••"
        className={classes(
          BOX,
          'h-14 text-center font-mono text-xl tracking-[0.08em] placeholder:opacity-60 sm:text-2xl',
        )}
      />
      {error === undefined && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
    </TextField>
  )
}
