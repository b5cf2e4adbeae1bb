import { Switch as AriaSwitch } from 'react-aria-components'
import { classes } from './classes.ts'

/** On or off, at once. The whole row is the target. */
export function Switch(props: {
  readonly label: string
  readonly detail?: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly disabled?: boolean
}) {
  return (
    <AriaSwitch
      isSelected={props.on}
      onChange={props.onChange}
      isDisabled={props.disabled ?? false}
      // Relative: React Aria's hidden input lies absolutely in it.
      className="group relative flex min-h-touch cursor-pointer items-center gap-3 rounded-lg py-1 data-[disabled]:cursor-default data-[disabled]:opacity-60"
    >
      {({ isSelected }) => (
        <>
          <span
            aria-hidden="true"
            className={classes(
              'flex h-7 w-12 shrink-0 items-center rounded-full border-2 px-0.5',
              isSelected ? 'justify-end border-accent bg-accent' : 'justify-start border-line-strong bg-surface',
            )}
          >
            <span className={classes('size-5 rounded-full', isSelected ? 'bg-accent-ink' : 'bg-line-strong')} />
          </span>
          <span className="flex min-w-0 flex-col">
            <span className="leading-tight font-medium">{props.label}</span>
            {props.detail !== undefined && <span className="text-sm text-ink-soft">{props.detail}</span>}
          </span>
        </>
      )}
    </AriaSwitch>
  )
}
