/** The shop's recovery key, to be put on paper: shown large, printed alone, then forgotten by this device. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import type { AppError } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useInfo } from '../../api/desk.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { notify } from '../../ui/Feedback.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { Busy } from '../../ui/Progress.tsx'

interface RecoveryKeyProps {
  /** « Later », or done. */
  readonly onDone: () => void
}

export function RecoveryKey({ onDone }: RecoveryKeyProps) {
  const { t } = useWords()
  const desk = useDesk()
  const [error, setError] = useState<AppError | null>(null)
  const [printed, setPrinted] = useState(false)
  // Not kept in memory longer than it is shown.
  const key = useQuery({
    queryKey: ['recovery-key'],
    queryFn: () => ask(desk.api, 'shop.recoveryKey', {}),
    staleTime: 0,
    gcTime: 0,
  })
  const kept = async () => {
    try {
      desk.info.set(await ask(desk.api, 'shop.recoveryKeyKept', {}))
      notify(t('recovery.keptNotice'))
      onDone()
    } catch (cause) {
      setError(errorOf(cause))
    }
  }
  if (key.error) return <Problem error={errorOf(key.error)} onRetry={() => void key.refetch()} />
  if (!key.data) return <Busy label={t('action.busy')} />
  const { text, shopName } = key.data
  return (
    <div className="flex flex-col gap-4">
      {error && <Problem error={error} />}
      <Reasons shop={shopName} />
      <KeyGroups text={text} />
      <div className="flex flex-wrap items-center gap-2">
        {/* « It is on paper » makes the key vanish: it becomes the obvious answer only after printing. */}
        <Button
          icon="print"
          kind={printed ? 'secondary' : 'primary'}
          onPress={() => {
            window.print()
            setPrinted(true)
          }}
        >
          {t('recovery.print')}
        </Button>
        <span className="ml-auto flex flex-wrap gap-2">
          <Button kind="quiet" onPress={onDone}>
            {t('recovery.later')}
          </Button>
          <Button kind={printed ? 'primary' : 'secondary'} icon="check" onPress={() => void kept()}>
            {t('recovery.kept')}
          </Button>
        </span>
      </div>
      <p className="text-sm text-ink-soft">{t('recovery.keptHint')}</p>
      <Sheet text={text} shop={shopName} />
    </div>
  )
}

/** What the key is for, in three sentences; the same on the paper. */
function Reasons({ shop }: { readonly shop: string }) {
  const { t } = useWords()
  return (
    <p className="max-w-prose">
      {t('recovery.what', { shop })} {t('recovery.use')} {t('recovery.guard')}
    </p>
  )
}

/** Groups of four, in a grid that keeps its columns: lines are compared one by one. */
function KeyGroups({ text }: { readonly text: string }) {
  const { t } = useWords()
  return (
    <ol
      aria-label={t('recovery.title')}
      className="grid grid-cols-4 gap-x-3 gap-y-2 rounded-card bg-sunken px-4 py-4 text-center font-mono text-xl font-semibold tracking-wider sm:text-2xl short:not-print:grid-cols-7 short:not-print:gap-x-0 short:not-print:px-2 short:not-print:text-xl"
    >
      {text.split(/[\s-]+/).map((group, index) => (
        <li key={index}>{group}</li>
      ))}
    </ol>
  )
}

/** The only thing that is printed while it is on the screen (app.css hides everything else on paper). */
function Sheet({ text, shop }: { readonly text: string; readonly shop: string }) {
  const { t, language } = useWords()
  const info = useInfo()
  return createPortal(
    <div className="print-sheet" aria-hidden="true">
      <h1>{t('recovery.title')}</h1>
      <p className="print-shop">{shop}</p>
      <Reasons shop={shop} />
      <KeyGroups text={text} />
      <QrCode text={text} label={t('recovery.qr')} size={200} />
      <p>{t('recovery.howTo')}</p>
      <p>{info?.relayUrl ? t('recovery.relay', { url: info.relayUrl }) : t('recovery.relayBlank')}</p>
      <p className="print-small">
        {t('recovery.printed', { date: formatDateTime(Date.now(), language), device: info?.device.name ?? '' })}
      </p>
    </div>,
    document.body,
  )
}
