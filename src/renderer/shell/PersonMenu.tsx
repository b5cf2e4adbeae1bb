import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ROLES } from '../../crdt/vocabulary/index.ts'
import { Button as AriaButton, DialogTrigger } from 'react-aria-components'
import { ask, errorOf } from '../api/calls.ts'
import { useDesk, useInfo, useMe } from '../api/desk.ts'
import { useRights } from '../api/rights.ts'
import { OwnPinDialog } from '../features/people/OwnPinDialog.tsx'
import type { PinWish } from '../features/people/OwnPinDialog.tsx'
import { initialsOf } from '../features/zone-map/marks.tsx'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { notify } from '../ui/Feedback.tsx'
import { Bubble } from '../ui/Overlay.tsx'
import { useErrorLine } from './Problem.tsx'

/** `children`: what had no room in the header. */
export function PersonMenu({ children }: { readonly children?: ReactNode }) {
  const { t, word } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const desk = useDesk()
  const info = useInfo()
  const rights = useRights()
  const errorLine = useErrorLine()
  const [pinWish, setPinWish] = useState<PinWish | null>(null)
  const leave = async () => {
    try {
      desk.info.set(await ask(desk.api, 'person.leave', {}))
    } catch (cause) {
      notify(errorLine(errorOf(cause)), 'bad')
    }
  }
  return (
    <>
      <DialogTrigger>
        <AriaButton className="flex min-h-touch min-w-touch cursor-pointer items-center justify-center gap-2 rounded-full px-1 data-[hovered]:bg-sunken @[88rem]:pr-3">
          <span
            aria-hidden="true"
            className="flex size-9 items-center justify-center rounded-full bg-accent text-sm font-bold text-accent-ink"
          >
            {initialsOf(me.name)}
          </span>
          <span className="hidden max-w-40 truncate @[88rem]:block">{me.name}</span>
          <span className="sr-only @[88rem]:hidden">{me.name}</span>
        </AriaButton>
        <Bubble label={me.name}>
          <div className="flex min-w-48 flex-col gap-3">
            <p>
              <span className="block font-semibold">{me.name}</span>
              <span className="text-sm text-ink-soft">{word(ROLES[me.role])}</span>
            </p>
            {children}
            {rights.cappedBy && (
              <p className="max-w-64 text-sm">
                {t('person.capped', { role: word(ROLES[me.role]), device: word(ROLES[rights.cappedBy]) })}
              </p>
            )}
            <Button slot="close" icon="people" onPress={() => void navigate({ to: '/people' })}>
              {t('person.change')}
            </Button>
            {info?.pins.includes(me.id) ? (
              <>
                <Button slot="close" icon="lock" onPress={() => setPinWish('change')}>
                  {t('pin.change')}
                </Button>
                <Button slot="close" kind="quiet" onPress={() => setPinWish('remove')}>
                  {t('pin.remove')}
                </Button>
              </>
            ) : (
              <Button slot="close" icon="lock" onPress={() => setPinWish('set')}>
                {t('pin.set')}
              </Button>
            )}
            <Button slot="close" icon="leave" onPress={() => void leave()}>
              {t('person.leave')}
            </Button>
          </div>
        </Bubble>
      </DialogTrigger>
      {pinWish && <OwnPinDialog wish={pinWish} onClose={() => setPinWish(null)} />}
    </>
  )
}
