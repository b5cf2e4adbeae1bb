/**
 * A number typed on our own keypad or on the keyboard. Windows' touch keyboard hides half of a tablet's screen,
 * so the field asks for none; a hardware keyboard types into it as usual.
 */
import { useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { Dialog, DialogTrigger, FieldError, Input, Label, Popover, Text, TextField } from 'react-aria-components'
import { Button, IconButton } from './Button.tsx'
import type { ButtonKind } from './Button.tsx'
import { classes } from './classes.ts'
import { BOX, LABEL } from './Field.tsx'
import { Icon } from './Icon.tsx'
import { Button as AriaButton } from 'react-aria-components'

export interface NumberInputProps {
  readonly label: string
  /** As typed: a decimal comma or point, or empty. {@link parseNumber} reads it. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly unit?: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly decimal?: boolean
  readonly negative?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  readonly words: KeypadWords
  readonly onDone?: () => void
  /** The keys stand open below the field: where a number is all that a step asks for. */
  readonly inline?: boolean
  /** Secondary where more follows before anything is kept. */
  readonly doneKind?: ButtonKind
}
export interface KeypadWords {
  readonly open: string
  readonly erase: string
  readonly done: string
  /** The decimal sign of the person's language. */
  readonly decimalSign: string
}

export function NumberInput(props: NumberInputProps) {
  return props.inline ? <OpenKeypad {...props} /> : <FoldedKeypad {...props} />
}

function FoldedKeypad(props: NumberInputProps) {
  const { label, value, onChange, words } = props
  const [open, setOpen] = useState(false)
  const close = (isOpen: boolean) => {
    setOpen(isOpen)
    if (!isOpen) props.onDone?.()
  }
  return (
    <NumberField props={props} {...(props.onDone && !open ? { onBlur: props.onDone } : {})}>
      <DialogTrigger isOpen={open} onOpenChange={close}>
        <IconButton icon="keypad" label={words.open} kind="secondary" isDisabled={props.disabled ?? false} />
        <Popover className="rounded-card bg-surface shadow-raised border border-line" placement="bottom end">
          <Dialog aria-label={label} className="w-60 p-3">
            {({ close: closeDialog }) => (
              <Keypad value={value} onChange={(next) => onChange(clean(next, props))} {...keypadOf(props)} shown>
                <Button kind="primary" wide onPress={closeDialog}>
                  {words.done}
                </Button>
              </Keypad>
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </NumberField>
  )
}

/** Done when the button says so or when focus leaves field and keys together: from key to key nothing is written. */
function OpenKeypad(props: NumberInputProps) {
  const { value, onChange, words, onDone } = props
  return (
    <div
      className="flex max-w-80 min-w-0 flex-col gap-3"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onDone?.()
      }}
    >
      <NumberField
        props={props}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onDone?.()
        }}
      />
      {!props.disabled && (
        <Keypad value={value} onChange={(next) => onChange(clean(next, props))} {...keypadOf(props)}>
          <Button kind={props.doneKind ?? 'primary'} wide onPress={() => onDone?.()}>
            {words.done}
          </Button>
        </Keypad>
      )}
    </div>
  )
}

interface NumberFieldProps {
  readonly props: NumberInputProps
  readonly onBlur?: () => void
  readonly onKeyDown?: (event: KeyboardEvent) => void
  /** Beside the box. */
  readonly children?: ReactNode
}

function NumberField({ props, onBlur, onKeyDown, children }: NumberFieldProps) {
  const { label, value, onChange, unit, hint, error } = props
  return (
    <TextField
      className="flex min-w-0 flex-col gap-1"
      value={value}
      onChange={(next) => onChange(clean(next, props))}
      isInvalid={error !== undefined}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      validationBehavior="aria"
      {...(onBlur ? { onBlur } : {})}
      {...(onKeyDown ? { onKeyDown } : {})}
    >
      <Label className={LABEL}>
        {label}
        {unit !== undefined && <span className="font-normal text-ink-soft"> ({unit})</span>}
        {props.required && <span aria-hidden="true"> *</span>}
      </Label>
      <div className="flex gap-1">
        <Input
          inputMode="none"
          autoComplete="off"
          className={classes(BOX, 'text-right', props.inline && 'text-2xl font-semibold')}
        />
        {children}
      </div>
      {hint !== undefined && error === undefined && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
    </TextField>
  )
}

function keypadOf(props: NumberInputProps) {
  return { words: props.words, decimal: props.decimal ?? false, unit: props.unit ?? '' }
}

interface KeypadProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly words: KeypadWords
  readonly decimal: boolean
  readonly unit: string
  /** Says the number above the keys: where they cover the field. */
  readonly shown?: boolean
  readonly children: ReactNode
}

function Keypad({ value, onChange, words, decimal, unit, shown, children }: KeypadProps) {
  const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', decimal ? words.decimalSign : '', '0', 'erase']
  return (
    <div className="flex flex-col gap-3">
      {shown && (
        <output className="rounded-lg bg-sunken px-3 py-2 text-right text-2xl font-semibold">
          {value || '0'}
          <span className="text-base font-normal text-ink-soft"> {unit}</span>
        </output>
      )}
      <div className="grid grid-cols-3 gap-2">
        {keys.map((key, index) =>
          key === '' ? (
            <span key={index} />
          ) : (
            <AriaButton
              key={index}
              aria-label={key === 'erase' ? words.erase : key}
              onPress={() => onChange(key === 'erase' ? value.slice(0, -1) : value + key)}
              className="flex h-14 cursor-pointer items-center justify-center rounded-lg border border-line bg-surface text-xl font-semibold data-[pressed]:bg-sunken"
            >
              {key === 'erase' ? <Icon name="erase" /> : key}
            </AriaButton>
          ),
        )}
      </div>
      {children}
    </div>
  )
}

function clean(text: string, { decimal, negative }: NumberInputProps): string {
  const sign = negative && text.startsWith('-') ? '-' : ''
  const digits = text.replace(decimal ? /[^\d.,]/g : /\D/g, '')
  return (sign + digits).slice(0, 12)
}

/** Undefined for what is not one number. */
export function parseNumber(text: string): number | undefined {
  const plain = text.replace(/[\s\u00A0\u202F]/g, '').replace(',', '.')
  if (!/^-?\d+(?:\.\d*)?$|^-?\.\d+$/.test(plain)) return undefined
  return Number(plain)
}
