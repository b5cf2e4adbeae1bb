import {
  Button as AriaButton,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
} from 'react-aria-components'
import { classes } from './classes.ts'
import { BOX, LABEL } from './Field.tsx'
import { Icon } from './Icon.tsx'

export interface Option<T extends string> {
  readonly id: T
  readonly label: string
  readonly detail?: string | undefined
}
export interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T | null
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T) => void
  readonly placeholder?: string
  readonly error?: string | undefined
  readonly required?: boolean
  readonly hideLabel?: boolean
  readonly disabled?: boolean
}

/** One of many, behind a button. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, options, onChange, placeholder, error } = props
  return (
    <Select
      className="flex min-w-0 flex-col gap-1"
      value={value}
      onChange={(key) => key !== null && onChange(String(key) as T)}
      placeholder={placeholder ?? '—'}
      isInvalid={error !== undefined}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      validationBehavior="aria"
      {...(props.hideLabel ? { 'aria-label': label } : {})}
    >
      {!props.hideLabel && (
        <Label className={LABEL}>
          {label}
          {props.required && <span aria-hidden="true"> *</span>}
        </Label>
      )}
      <AriaButton className={classes(BOX, 'flex cursor-pointer items-center justify-between gap-2 text-left')}>
        <SelectValue className="truncate data-[placeholder]:text-ink-soft">
          {({ isPlaceholder, defaultChildren, selectedText }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <Icon name="down" size={16} />
      </AriaButton>
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
      <Popover className="min-w-(--trigger-width) max-w-sm overflow-auto rounded-card border border-line bg-surface shadow-raised">
        <ListBox items={options} className="max-h-80 overflow-auto p-1">
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.label}
              className="flex min-h-touch cursor-pointer flex-col justify-center rounded-lg px-3 py-1 data-[focused]:bg-sunken data-[selected]:bg-accent-soft data-[selected]:font-semibold"
            >
              <span>{option.label}</span>
              {option.detail !== undefined && <span className="text-sm text-ink-soft">{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

/** One of few, all in sight. */
export function Segments<T extends string>(props: ChoiceProps<T>) {
  const { label, value, options, onChange } = props
  return (
    <RadioGroup
      className="flex min-w-0 flex-col gap-1"
      value={value}
      onChange={(next) => onChange(next as T)}
      orientation="horizontal"
      isDisabled={props.disabled ?? false}
      {...(props.hideLabel ? { 'aria-label': label } : {})}
    >
      {!props.hideLabel && <Label className={LABEL}>{label}</Label>}
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className={
              'relative flex min-h-touch min-w-touch cursor-pointer items-center justify-center gap-2 rounded-lg border border-line-strong bg-surface px-3 ' +
              'data-[disabled]:cursor-default data-[disabled]:border-line data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:bg-accent-soft data-[selected]:font-semibold'
            }
          >
            {({ isSelected }) => (
              <>
                {isSelected && <Icon name="check" size={16} />}
                {option.label}
              </>
            )}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
