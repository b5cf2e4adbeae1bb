import { useState } from 'react'
import type { AppError } from '../../../contract/index.ts'
import { overrideGate, withdrawOverride } from '../../../crdt/job/index.ts'
import type { GateId, GateView } from '../../../crdt/job/index.ts'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import {
  formatDateTime,
  formatDuration,
  formatEuros,
  formatMetres,
  formatPercent,
  formatSquareMetres,
} from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem, useErrorLine } from '../../shell/Problem.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { Banner, notify } from '../../ui/Feedback.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { Aftercare } from './closing/Aftercare.tsx'
import { Revisions } from './closing/Revisions.tsx'
import { Satisfaction } from './closing/Satisfaction.tsx'
import { useJobDesk, useJobPart, useJobTools } from './context.tsx'
import { missingLines, missingText, placeOf } from './missing.ts'
import { MissingPhotos } from './photos/MissingPhotos.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Signing } from './Signing.tsx'
import { Story, useWritten } from './Story.tsx'
import { useDescribing } from './useDescribing.ts'

const GATES: readonly GateId[] = ['installation', 'ready', 'delivery']

export function Closing() {
  const { view } = useJobDesk()
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        {GATES.map((gate) => (
          <Gate key={gate} gate={view.gates[gate]} />
        ))}
        <Aftercare />
      </div>
      <div className="flex flex-col gap-4">
        <Figures />
        <Signing />
        <Satisfaction />
        <SealCard />
        <Revisions />
        <ExportCard />
      </div>
    </div>
  )
}

function Gate({ gate }: { readonly gate: GateView }) {
  const about = useDescribing()
  const { t, personName } = about
  const { supervising, edit, goTo } = useJobTools()
  const { language } = about
  const [asking, setAsking] = useState<'override' | 'withdraw' | null>(null)
  const reason = gate.override.value?.reason
  return (
    <Card title={t(`gate.${gate.gate}`)}>
      <div>
        {gate.missing.length === 0 ? (
          <Badge tone="ok" icon="check">
            {t('gate.open')}
          </Badge>
        ) : gate.open ? (
          <Badge tone="warn" icon="warning">
            {t('gate.overridden')}
          </Badge>
        ) : (
          <Badge tone="neutral" icon="gate">
            {t('gate.missing', { count: gate.missing.length })}
          </Badge>
        )}
      </div>
      {reason !== undefined && (
        <div className="flex flex-wrap items-center gap-2 rounded-lg bg-sunken px-3 py-2">
          <p className="min-w-0 flex-1 basis-60 text-sm">
            {t('gate.overrideBy', { name: gate.override.by.map(personName).join(', '), reason })}
            <span className="block text-ink-soft">{formatDateTime(gate.override.at, language)}</span>
          </p>
          <Story item={gate.override.item} />
          {supervising && (
            <Button kind="quiet" onPress={() => setAsking('withdraw')}>
              {t('gate.withdraw')}
            </Button>
          )}
        </div>
      )}
      {gate.withdrawn.map((each) => (
        <p key={`${each.at} ${each.withdrawnAt}`} className="text-sm text-ink-soft">
          {t('gate.withdrawn', {
            name: personName(each.by),
            reason: each.reason,
            who: personName(each.withdrawnBy),
            when: formatDateTime(each.withdrawnAt, language),
            why: each.why,
          })}
        </p>
      ))}
      <ul className="flex flex-col gap-1" aria-label={t('gate.missingLabel', { gate: t(`gate.${gate.gate}`) })}>
        {gate.missing.map((missing) => {
          const place = placeOf(missing)
          const text = missingText(missing, about)
          return (
            <li key={JSON.stringify(missing)} className="flex">
              <Button kind="quiet" wide onPress={() => goTo(place.tab, place.zone ?? null, place.step ?? null)}>
                <span className="flex w-full items-center justify-between gap-2 text-left">
                  {text}
                  <Icon name="forward" size={16} />
                </span>
              </Button>
            </li>
          )
        })}
      </ul>
      {!gate.open && supervising && (
        <div>
          <Button onPress={() => setAsking('override')}>{t('gate.override')}</Button>
        </div>
      )}
      {asking && (
        <ReasonDialog
          title={t(`gate.${asking}`)}
          text={t(`gate.${asking}Text`)}
          action={t(`gate.${asking}`)}
          onClose={() => setAsking(null)}
          onReason={(why) =>
            edit((ledger, pen) =>
              asking === 'override'
                ? overrideGate(ledger, gate.gate, why, pen)
                : withdrawOverride(ledger, gate.gate, why, pen),
            )
          }
        />
      )}
    </Card>
  )
}

function Figures() {
  const { t, language } = useWords()
  const totals = useJobPart((view) => view.totals)
  const lines = [
    [t('figures.length'), formatMetres(totals.lengthMm, language)],
    [t('figures.cut'), formatSquareMetres(totals.cutMm2, language)],
    [t('figures.net'), formatSquareMetres(totals.netMm2, language)],
    [t('figures.waste'), formatSquareMetres(totals.wasteMm2, language)],
    [t('figures.yield'), formatPercent(totals.yieldPermille / 10, language)],
    [t(totals.costComplete ? 'figures.cost' : 'figures.costAtLeast'), formatEuros(totals.costCents, language)],
    // Nobody timed the work: a zero would look as if somebody had.
    ...(totals.workMs > 0 ? [[t('figures.work'), formatDuration(totals.workMs)] as const] : []),
  ] as const
  return (
    <Card title={t('figures.title')}>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1">
        {lines.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-2 border-b border-line py-1">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function SealCard() {
  const about = useDescribing()
  const { t, word } = about
  const desk = useDesk()
  const { jobId, view, supervising, cappedBy, document } = useJobDesk()
  const written = useWritten()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const { standing } = view
  const blocked = GATES.filter((gate) => !view.gates[gate].open).length > 0
  const sealNow = async () => {
    setBusy(true)
    setError(null)
    try {
      // The seal covers what main has: an edit still in this window would come after it.
      await document.whenSaved()
      const { revision } = await ask(desk.api, 'jobs.seal', { jobId })
      notify(t('seal.done', { revision }))
      setAsking(false)
    } catch (cause) {
      setError(errorOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('seal.title')}>
      {standing.kind !== 'open' && (
        <dl className="flex flex-col gap-1">
          {(standing.kind === 'double' ? standing.seals : [standing.seal]).map((seal) => (
            <div key={seal.id} className="rounded-lg bg-sunken px-3 py-2">
              <dt className="font-medium">
                {standing.kind === 'double' ? t('seal.one') : t('seal.revision', { revision: standing.revision })}
                <span className="font-normal text-ink-soft"> · {written(seal)}</span>
              </dt>
              <dd>
                <span className="text-sm text-ink-soft">{t('seal.hash')} </span>
                <code className="font-mono text-sm break-all">{seal.hash}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-sm text-ink-soft">{blocked ? t('seal.blocked') : t('seal.text')}</p>
      {supervising && standing.kind !== 'sealed' && (
        <div>
          <Button kind="primary" icon="lock" onPress={() => setAsking(true)} isDisabled={blocked}>
            {standing.kind === 'open' ? t('seal.action') : t('standing.sealAgain')}
          </Button>
        </div>
      )}
      {!supervising && (
        <p className="text-sm text-ink-soft">
          {cappedBy ? t('seal.byDevice', { role: word(ROLES[cappedBy]) }) : t('seal.bySupervisor')}
        </p>
      )}
      {asking && (
        <DialogBox
          title={t('seal.action')}
          open
          onClose={() => setAsking(false)}
          closeLabel={t('action.close')}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{t('action.cancel')}</Button>
              <Button kind="primary" icon="lock" onPress={() => void sealNow()} isDisabled={busy}>
                {busy ? t('action.busy') : t('seal.action')}
              </Button>
            </>
          }
        >
          <div className="flex flex-col gap-3">
            <p>{t('seal.confirm')}</p>
            {view.conflicts.length > 0 && (
              <Banner tone="clash" title={t('conflict.count', { count: view.conflicts.length })} />
            )}
            {error && (
              <Problem
                error={error}
                {...(error.kind === 'gates-open'
                  ? { detail: <Lines lines={missingLines(error.detail, about)} /> }
                  : {})}
              />
            )}
          </div>
        </DialogBox>
      )}
    </Card>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className="mt-2 list-disc pl-5 text-sm">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function ExportCard() {
  const { t, language } = useWords()
  const desk = useDesk()
  const errorLine = useErrorLine()
  const { jobId, document } = useJobTools()
  const [locale, setLocale] = useState(language)
  const [busy, setBusy] = useState(false)
  const save = async (format: 'pdf' | 'json') => {
    setBusy(true)
    try {
      await document.whenSaved()
      const { path } = await ask(desk.api, 'report.export', { jobId, locale, format })
      if (path !== null) notify(t('export.done', { path }))
    } catch (cause) {
      notify(errorLine(errorOf(cause)), 'bad')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('export.title')}>
      <Segments
        label={t('export.language')}
        value={locale}
        onChange={setLocale}
        options={(['fr', 'en'] as const).map((id) => ({ id, label: t(`language.${id}`) }))}
      />
      <MissingPhotos />
      <div className="flex flex-wrap gap-2">
        <Button icon="file" onPress={() => void save('pdf')} isDisabled={busy}>
          {t('export.pdf')}
        </Button>
        <Button icon="file" onPress={() => void save('json')} isDisabled={busy}>
          {t('export.json')}
        </Button>
      </div>
    </Card>
  )
}
