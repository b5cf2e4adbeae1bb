/** One's own code on this device: set, changed, taken away. One step a screen, so that the keys stay large. */
import { useState } from 'react'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useMe } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { notify } from '../../ui/Feedback.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { MIN_DIGITS, PinPad } from '../../ui/PinPad.tsx'
import { usePinFault } from './PinDialog.tsx'

export type PinWish = 'set' | 'change' | 'remove'
type Step = 'current' | 'next' | 'again'

export function OwnPinDialog({ wish, onClose }: { readonly wish: PinWish; readonly onClose: () => void }) {
  const { t } = useWords()
  const desk = useDesk()
  const me = useMe()
  const [step, setStep] = useState<Step>(wish === 'set' ? 'next' : 'current')
  const [current, setCurrent] = useState<string | null>(null)
  const [next, setNext] = useState('')
  const [typed, setTyped] = useState('')
  const [differ, setDiffer] = useState(false)
  const [busy, setBusy] = useState(false)
  const { fault, waiting, refuse, problem } = usePinFault()
  const ready = typed.length >= MIN_DIGITS && !waiting && !busy

  const send = async (given: string | null, pin: string | null) => {
    setBusy(true)
    try {
      desk.info.set(await ask(desk.api, 'person.setPin', { personId: me.id, current: given, pin }))
      notify(t(pin === null ? 'pin.isGone' : 'pin.isSet'))
      onClose()
    } catch (cause) {
      const error = errorOf(cause)
      refuse(error)
      // Only the current code can be wrong: whoever mistyped it is asked for it again.
      if (error.kind === 'pin-wrong') setStep('current')
      setBusy(false)
    }
  }
  const go = () => {
    if (!ready) return
    setTyped('')
    setDiffer(false)
    refuse(null)
    if (step === 'current') {
      setCurrent(typed)
      if (wish === 'remove') return void send(typed, null)
      return setStep('next')
    }
    if (step === 'next') {
      setNext(typed)
      return setStep('again')
    }
    if (typed === next) return void send(current, typed)
    setDiffer(true)
    setStep('next')
  }
  return (
    <DialogBox
      title={t(wish === 'set' ? 'pin.set' : wish === 'change' ? 'pin.change' : 'pin.remove')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <Button kind="primary" onPress={go} isDisabled={!ready}>
          {busy ? t('action.busy') : t('action.continue')}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        {problem && <Problem error={problem} />}
        <PinPad
          label={t(`pin.${step}`)}
          value={typed}
          onChange={setTyped}
          error={typed === '' ? (differ ? t('pin.differ') : fault) : undefined}
          hint={
            step === 'current'
              ? t('pin.forgotten')
              : wish === 'set'
                ? `${t('pin.hint')}. ${t('pin.why')}`
                : t('pin.hint')
          }
          eraseLabel={t('keypad.erase')}
          disabled={waiting || busy}
        />
      </form>
    </DialogBox>
  )
}
