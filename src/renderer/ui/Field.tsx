import { FieldError, Input, Label, SearchField, Text, TextArea, TextField } from 'react-aria-components'
import { classes } from './classes.ts'
import { IconButton } from './Button.tsx'
import { Icon } from './Icon.tsx'

export const BOX =
  'min-h-touch w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-ink-soft ' +
  'data-[invalid]:border-bad data-[disabled]:opacity-60'
export const LABEL = 'text-sm font-medium text-ink'

export interface TextInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly required?: boolean
  readonly autoFocus?: boolean
  readonly lines?: number
  readonly maxLength?: number
  readonly disabled?: boolean
  readonly type?: 'text' | 'email' | 'tel' | 'url'
  readonly upperCase?: boolean
  readonly onBlur?: () => void
}

export function TextInput(props: TextInputProps) {
  const { label, value, onChange, hint, error, lines = 1, upperCase } = props
  return (
    <TextField
      className="flex min-w-0 flex-col gap-1"
      value={value}
      onChange={(next) => onChange(upperCase ? next.toUpperCase() : next)}
      isInvalid={error !== undefined}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      autoFocus={props.autoFocus ?? false}
      type={props.type ?? 'text'}
      maxLength={props.maxLength ?? 500}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      validationBehavior="aria"
    >
      <Label className={LABEL}>
        {label}
        {props.required && <span aria-hidden="true"> *</span>}
      </Label>
      {lines > 1 ? (
        <TextArea rows={lines} className={classes(BOX, 'resize-y py-2')} />
      ) : (
        <Input className={BOX} spellCheck={false} />
      )}
      {hint !== undefined && error === undefined && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
    </TextField>
  )
}

export interface SearchInputProps {
  readonly label: string
  readonly placeholder: string
  readonly clearLabel: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly invalid?: boolean
}

export function SearchInput({ label, placeholder, clearLabel, value, onChange, invalid }: SearchInputProps) {
  return (
    <SearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      isInvalid={invalid ?? false}
      validationBehavior="aria"
      className="relative flex w-full items-center"
    >
      <span className="pointer-events-none absolute left-3 text-ink-soft">
        <Icon name="search" />
      </span>
      <Input
        placeholder={placeholder}
        className={classes(BOX, 'px-11 [&::-webkit-search-cancel-button]:hidden')}
        spellCheck={false}
      />
      {value !== '' && (
        <span className="absolute right-0">
          <IconButton icon="cross" label={clearLabel} />
        </span>
      )}
    </SearchField>
  )
}
