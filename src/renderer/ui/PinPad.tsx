import { useEffect, useRef } from 'react'
import { Button as AriaButton, FieldError, Input, Label, Text, TextField } from 'react-aria-components'
import { classes } from './classes.ts'
import { BOX } from './Field.tsx'
import { Icon } from './Icon.tsx'

const MAX_DIGITS = 8
export const MIN_DIGITS = 4

export interface PinPadProps {
  readonly label: string
  readonly value: string
  readonly onChange: (digits: string) => void
  readonly hint?: string
  readonly error?: string | undefined
  readonly eraseLabel: string
  readonly disabled?: boolean
}

/** Digits for gloves: large keys, and a field that takes the keyboard without opening the one on the screen. */
export function PinPad({ label, value, onChange, hint, error, eraseLabel, disabled }: PinPadProps) {
  const input = useRef<HTMLInputElement>(null)
  const set = (next: string) => onChange(next.replace(/\D/g, '').slice(0, MAX_DIGITS))
  // Also when another step of the same dialog asks for another code.
  useEffect(() => input.current?.focus(), [label, disabled])
  return (
    <TextField
      className="mx-auto flex w-full max-w-72 flex-col gap-3 short:grid short:max-w-none short:grid-cols-2 short:items-center short:gap-5"
      value={value}
      onChange={set}
      isInvalid={error !== undefined}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
    >
      <div className="flex min-w-0 flex-col gap-2">
        <Label className="text-center font-medium">{label}</Label>
        <Input
          ref={input}
          type="password"
          inputMode="none"
          autoComplete="off"
          className={classes(BOX, 'h-14 text-center text-4xl tracking-[0.3em]')}
        />
        <FieldError className="text-center text-sm font-medium text-bad">{error}</FieldError>
        {hint !== undefined && (
          <Text slot="description" className="text-center text-sm text-ink-soft">
            {hint}
          </Text>
        )}
      </div>
      {/* Pixels where it is short: four rows of 64 must fit beside larger letters too. */}
      <div className="grid grid-cols-3 gap-3 short:gap-[12px]">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', 'erase'].map((key) =>
          key === '' ? (
            <span key={key} />
          ) : (
            <AriaButton
              key={key}
              slot={null}
              aria-label={key === 'erase' ? eraseLabel : key}
              isDisabled={disabled ?? false}
              onPress={() => set(key === 'erase' ? value.slice(0, -1) : value + key)}
              className="flex h-16 cursor-pointer items-center short:h-[64px] justify-center rounded-lg border border-line-strong bg-surface text-2xl font-semibold data-[disabled]:cursor-default data-[disabled]:opacity-50 data-[hovered]:bg-sunken data-[pressed]:bg-accent-soft"
            >
              {key === 'erase' ? <Icon name="erase" size={24} /> : key}
            </AriaButton>
          ),
        )}
      </div>
    </TextField>
  )
}
