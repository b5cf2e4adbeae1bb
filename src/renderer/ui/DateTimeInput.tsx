/** A day and a time, written as the app's language writes them, whatever the system's language is. */
import { fromAbsolute, getLocalTimeZone, Time, toCalendarDateTime, today } from '@internationalized/date'
import type { CalendarDateTime } from '@internationalized/date'
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  FieldError,
  Group,
  Heading,
  Label,
  Popover,
} from 'react-aria-components'
import { IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import { BOX, LABEL } from './Field.tsx'

export interface DateTimeInputProps {
  readonly label: string
  /** Milliseconds since 1970; shown in this device's own time, to the minute. */
  readonly value: number | undefined
  /** Called when every part stands or when all were erased, not for half a date. */
  readonly onChange: (timeMs: number | undefined) => void
  readonly error?: string | undefined
  readonly disabled?: boolean
  readonly onBlur?: () => void
}

/** What a day that is picked from the calendar begins with. */
const OPENING = new Time(8)

export function DateTimeInput({ label, value, onChange, error, disabled, onBlur }: DateTimeInputProps) {
  return (
    <DatePicker
      className="flex min-w-0 flex-col gap-1"
      value={value === undefined ? null : localOf(value)}
      onChange={(next) => onChange(next === null ? undefined : timeOf(next))}
      placeholderValue={toCalendarDateTime(today(getLocalTimeZone()), OPENING)}
      granularity="minute"
      isInvalid={error !== undefined}
      isDisabled={disabled ?? false}
      shouldForceLeadingZeros
      validationBehavior="aria"
      {...(onBlur ? { onBlur } : {})}
    >
      <Label className={LABEL}>{label}</Label>
      <Group className={classes(BOX, 'flex items-center pr-0')}>
        <DateInput className="flex flex-1 flex-wrap items-center">
          {(segment) => (
            <DateSegment
              segment={segment}
              className="rounded px-0.5 py-1 data-[disabled]:opacity-60 data-[focused]:bg-accent data-[focused]:text-accent-ink data-[focused]:outline-none data-[placeholder]:text-ink-soft data-[placeholder]:data-[focused]:text-accent-ink"
            />
          )}
        </DateInput>
        <IconButton icon="calendar" isDisabled={disabled ?? false} />
      </Group>
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
      <Popover className="overflow-auto rounded-card border border-line bg-surface shadow-raised">
        <Dialog className="p-3">
          <Days />
        </Dialog>
      </Popover>
    </DatePicker>
  )
}

function Days() {
  return (
    <Calendar>
      <header className="flex items-center justify-between pb-2">
        <IconButton slot="previous" icon="back" />
        <Heading className="font-semibold first-letter:uppercase" />
        <IconButton slot="next" icon="forward" />
      </header>
      <CalendarGrid>
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className="pb-1 text-sm font-normal text-ink-soft">{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell
              date={date}
              className="flex size-touch cursor-pointer items-center justify-center rounded-lg data-[disabled]:cursor-default data-[disabled]:text-ink-soft data-[hovered]:bg-sunken data-[outside-month]:hidden data-[selected]:bg-accent data-[selected]:font-semibold data-[selected]:text-accent-ink data-[today]:font-bold"
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  )
}

function localOf(timeMs: number): CalendarDateTime {
  return toCalendarDateTime(fromAbsolute(timeMs, getLocalTimeZone()))
}
/** To the minute that is shown: the seconds of what stood there before are nobody's wish. */
function timeOf(local: CalendarDateTime): number {
  return local.set({ second: 0, millisecond: 0 }).toDate(getLocalTimeZone()).getTime()
}
