import { Button as AriaButton } from 'react-aria-components'
import type { ButtonProps as AriaButtonProps } from 'react-aria-components'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'faint' | 'danger'

const KINDS: Record<ButtonKind, string> = {
  primary: 'bg-accent text-accent-ink font-semibold data-[hovered]:brightness-110',
  secondary: 'bg-surface text-ink border border-line-strong data-[hovered]:bg-sunken',
  quiet: 'text-ink data-[hovered]:bg-sunken',
  faint: 'text-ink-soft data-[hovered]:bg-sunken data-[hovered]:text-ink',
  danger: 'bg-surface text-bad border border-bad font-semibold data-[hovered]:bg-bad-soft',
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly kind?: ButtonKind
  readonly icon?: IconName
  readonly children: ReactNode
  readonly wide?: boolean
}

export function Button({ kind = 'secondary', icon, wide, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={classes(BASE, 'gap-2 px-4', wide && 'w-full', KINDS[kind])}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  )
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly icon: IconName
  /** The accessible name: an icon alone has none. Left out only where React Aria's slot brings one. */
  readonly label?: string
  readonly kind?: ButtonKind
}

export function IconButton({ icon, label, kind = 'quiet', ...props }: IconButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(label === undefined ? {} : { 'aria-label': label })}
      className={classes(BASE, 'w-touch', KINDS[kind])}
    >
      <Icon name={icon} />
    </AriaButton>
  )
}

const BASE =
  'inline-flex min-h-touch shrink-0 cursor-pointer items-center justify-center rounded-lg text-base leading-tight ' +
  'transition-colors data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[pressed]:translate-y-px'
