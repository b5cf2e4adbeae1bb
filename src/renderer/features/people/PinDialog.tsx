/** Somebody says who they are, and their code says so too. */
import { useState } from 'react'
import type { AppError } from '../../../contract/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { MIN_DIGITS, PinPad } from '../../ui/PinPad.tsx'
import { useCountdown, useSecondsLeft } from '../../ui/useCountdown.ts'

export interface PinDialogProps {
  readonly name: string
  /** Resolves to what main said against it, or to null when the code was right. */
  readonly onPin: (pin: string) => Promise<AppError | null>
  readonly onClose: () => void
}

export function PinDialog({ name, onPin, onClose }: PinDialogProps) {
  const { t } = useWords()
  const [pin, setPin] = useState('')
  const [busy, setBusy] = useState(false)
  const { fault, waiting, refuse, problem } = usePinFault()
  const ready = pin.length >= MIN_DIGITS && !waiting && !busy
  const go = async () => {
    if (!ready) return
    setBusy(true)
    const error = await onPin(pin)
    setBusy(false)
    if (!error) return
    setPin('')
    refuse(error)
  }
  return (
    <DialogBox
      title={t('pin.title', { name })}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <Button kind="primary" onPress={() => void go()} isDisabled={!ready}>
          {busy ? t('action.busy') : t('action.continue')}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        {problem && <Problem error={problem} />}
        <PinPad
          label={t('pin.label')}
          value={pin}
          onChange={setPin}
          error={pin === '' ? fault : undefined}
          hint={t('pin.forgotten')}
          eraseLabel={t('keypad.erase')}
          disabled={waiting}
        />
      </form>
    </DialogBox>
  )
}

/** What a refused code is told as: wrong, or wrong too often, counting down. */
export function usePinFault() {
  const { t } = useWords()
  const [error, setError] = useState<AppError | null>(null)
  const [until, setUntil] = useState(0)
  const left = useCountdown(until)
  const waiting = useSecondsLeft(until) > 0
  const wrong = error?.kind === 'pin-wrong'
  return {
    waiting,
    fault: waiting ? t('pin.wait', { time: left }) : wrong ? t('pin.wrong') : undefined,
    /** Anything but a wrong code. */
    problem: error && !wrong ? error : null,
    refuse(next: AppError | null) {
      setError(next)
      const wait = next?.kind === 'pin-wrong' ? Number(next.detail ?? 0) : 0
      setUntil(Number.isFinite(wait) && wait > 0 ? Date.now() + wait * 1000 : 0)
    },
  }
}
