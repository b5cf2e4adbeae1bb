import { Label, Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components'
import { LABEL } from './Field.tsx'

export interface SliderProps {
  readonly label: string
  /** 0 to `max`, whole numbers. */
  readonly value: number
  readonly max: number
  readonly onChange: (value: number) => void
  /** What a value means, for ears as for eyes. */
  readonly textOf: (value: number) => string
}

/** A place on a line. The arrow keys move by one; whoever has no hand for dragging presses the line. */
export function Slider({ label, value, max, onChange, textOf }: SliderProps) {
  return (
    <AriaSlider
      value={value}
      minValue={0}
      maxValue={max}
      onChange={(next) => onChange(Array.isArray(next) ? (next[0] ?? 0) : next)}
      className="flex w-full flex-col gap-1"
    >
      <Label className={LABEL}>{label}</Label>
      <SliderTrack className="relative mx-5 h-(--touch) cursor-pointer before:absolute before:inset-x-0 before:top-1/2 before:h-2 before:-translate-y-1/2 before:rounded-full before:bg-line-strong">
        <SliderThumb
          aria-label={label}
          aria-valuetext={textOf(value)}
          className="top-1/2 size-11 cursor-grab rounded-full border-4 border-surface bg-accent shadow-raised data-[dragging]:cursor-grabbing"
        />
      </SliderTrack>
      <p className="text-center text-sm text-ink-soft" aria-hidden="true">
        {textOf(value)}
      </p>
    </AriaSlider>
  )
}
