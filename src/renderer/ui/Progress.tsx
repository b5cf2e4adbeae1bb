import { ProgressBar } from 'react-aria-components'

/** Done of total, with the figures beside the bar. */
export function Progress(props: {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly text: string
}) {
  const share = props.total === 0 ? 0 : props.done / props.total
  return (
    <ProgressBar
      aria-label={props.label}
      value={share * 100}
      valueLabel={props.text}
      className="flex items-center gap-2 text-sm whitespace-nowrap"
    >
      <svg
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-2 w-full min-w-16 overflow-hidden rounded-full"
      >
        <rect width="100" height="8" className="fill-sunken" />
        <rect width={share * 100} height="8" className="fill-accent" />
      </svg>
      <span className="text-ink-soft">{props.text}</span>
    </ProgressBar>
  )
}

/** Something that takes its time and cannot say how much. */
export function Busy({ label }: { readonly label: string }) {
  return (
    <p role="status" className="flex items-center justify-center gap-3 py-1 text-ink-soft">
      <span
        aria-hidden="true"
        className="size-5 animate-spin rounded-full border-3 border-line border-t-accent motion-reduce:animate-none"
      />
      {label}
    </p>
  )
}
