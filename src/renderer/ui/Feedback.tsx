import type { ReactNode } from 'react'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
  Text,
} from 'react-aria-components'
import { Button, IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

/** What to do first where nothing is yet. */
export function EmptyState(props: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-10 text-center">
      <span className="flex size-14 items-center justify-center rounded-full bg-sunken text-ink-soft">
        <Icon name={props.icon} size={28} />
      </span>
      <h2 className="text-lg font-semibold">{props.title}</h2>
      {props.children !== undefined && <p className="max-w-md text-ink-soft">{props.children}</p>}
      {props.action}
    </div>
  )
}

/** What happened, what is safe, what to do. */
export function ErrorState(props: {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div
      role="alert"
      className="mx-auto flex max-w-xl flex-col items-start gap-3 rounded-card border border-bad bg-bad-soft p-5"
    >
      <h2 className="flex items-center gap-2 text-lg font-semibold text-bad">
        <Icon name="warning" size={24} />
        {props.title}
      </h2>
      <div className="text-ink">{props.children}</div>
      {props.action}
    </div>
  )
}

const BANNERS = {
  info: ['border-info bg-info-soft text-info', 'lock'],
  warn: ['border-warn bg-warn-soft text-warn', 'warning'],
  bad: ['border-bad bg-bad-soft text-bad', 'warning'],
  clash: ['border-clash bg-clash-soft text-clash', 'clash'],
} as const

export function Banner(props: {
  readonly tone: keyof typeof BANNERS
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  const [look, icon] = BANNERS[props.tone]
  return (
    <div
      role="status"
      className={classes('flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border-l-4 px-4 py-2', look)}
    >
      <Icon name={icon} size={22} />
      {/* Not so narrow that a sentence becomes a column: the action goes below instead. */}
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-semibold">{props.title}</p>
        {props.children !== undefined && <div className="text-sm text-ink">{props.children}</div>}
      </div>
      {props.action}
    </div>
  )
}

interface Notice {
  readonly text: string
  readonly tone: 'ok' | 'bad'
  readonly action?: NoticeAction
}
/** One tap that takes back what was just done, or leads to it. */
export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}
const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 })

/** Milliseconds. Who is offered a way back gets longer to take it. */
const PASSES_AFTER_MS = { plain: 6_000, withAction: 12_000 }

/** A sentence that passes. Failures stay until somebody closes them. */
export function notify(text: string, tone: Notice['tone'] = 'ok', action?: NoticeAction): void {
  const timeout = action ? PASSES_AFTER_MS.withAction : PASSES_AFTER_MS.plain
  queue.add({ text, tone, ...(action ? { action } : {}) }, tone === 'ok' ? { timeout } : {})
}

export function Notices({ label, closeLabel }: { readonly label: string; readonly closeLabel: string }) {
  return (
    <ToastRegion
      queue={queue}
      aria-label={label}
      className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2"
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          className={classes(
            'flex items-center gap-3 rounded-lg border bg-surface py-1 pr-1 pl-4 shadow-raised',
            toast.content.tone === 'ok' ? 'border-ok' : 'border-bad',
          )}
        >
          <span className={toast.content.tone === 'ok' ? 'text-ok' : 'text-bad'}>
            <Icon name={toast.content.tone === 'ok' ? 'check' : 'warning'} />
          </span>
          <ToastContent className="flex-1 py-2">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action && (
            <Button
              kind="quiet"
              onPress={() => {
                toast.content.action?.run()
                queue.close(toast.key)
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
          <IconButton slot="close" icon="cross" label={closeLabel} />
        </Toast>
      )}
    </ToastRegion>
  )
}
