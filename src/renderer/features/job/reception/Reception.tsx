/**
 * The reception, step by step: the vehicle is taken in within minutes, by whoever is there. Every step can be reached
 * at any time; how far each is, follows from what was written, on whichever device.
 */
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { check, nextStep, receptionSteps } from '../../../../crdt/job/index.ts'
import type { ReceptionStep, ReceptionStepId } from '../../../../crdt/job/index.ts'
import { RECEPTION_CHECKS } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { classes } from '../../../ui/classes.ts'
import { Banner, EmptyState } from '../../../ui/Feedback.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import type { IconName } from '../../../ui/Icon.tsx'
import { CheckList } from '../Checks.tsx'
import { useJobDesk } from '../context.tsx'
import { VehicleFields } from '../VehicleFields.tsx'
import { AgreedZones } from './AgreedZones.tsx'
import { DamageReview, Odometer } from './Answers.tsx'
import { Coatings } from './Coatings.tsx'
import { DamageMap } from './DamageMap.tsx'
import { Thickness } from './Thickness.tsx'
import { Tour } from './Tour.tsx'

const SIGNS: Readonly<Record<ReceptionStep['state'], IconName | null>> = {
  todo: null,
  started: 'more',
  done: 'check',
  contested: 'clash',
}

export function Reception({ asked }: { readonly asked: ReceptionStepId | null }) {
  const { t } = useWords()
  const { view, vehicle, canEdit, edit, goTo } = useJobDesk()
  const known = vehicle && {
    plate: vehicle.plate.value,
    make: vehicle.make.value,
    model: vehicle.model.value,
  }
  const steps = receptionSteps(view, known)
  const done = steps.filter(({ state }) => state === 'done').length
  // Where it begins is settled once: a tick must not carry the screen away from the finger.
  const [first] = useState(() => nextStep(steps) ?? 'identity')
  const current = asked ?? first
  const step = steps.find((each) => each.step === current)!
  const next = nextStep(steps, current)
  const show = (id: ReceptionStepId) => goTo('reception', null, id)
  // A step begins at its beginning, wherever the one before was left.
  const body = useRef<HTMLElement>(null)
  const shown = useRef(current)
  useEffect(() => {
    if (shown.current !== current) body.current?.scrollIntoView({ block: 'start' })
    shown.current = current
  }, [current])
  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 items-start gap-3 p-3 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <nav aria-label={t('reception.steps')} className="min-w-0 lg:sticky lg:top-3">
        <p className="mb-2 px-1 text-sm text-ink-soft">{t('reception.progress', { done, total: steps.length })}</p>
        <ol className="flex flex-wrap gap-2 lg:flex-col">
          {steps.map((each, index) => (
            <li key={each.step}>
              <button
                type="button"
                aria-current={each.step === current ? 'step' : undefined}
                onClick={() => show(each.step)}
                className={classes(
                  'flex min-h-touch w-full cursor-pointer items-center gap-2 rounded-lg border px-3 text-left',
                  each.step === current
                    ? 'border-accent bg-accent-soft font-semibold'
                    : 'border-line bg-surface hover:bg-sunken',
                )}
              >
                <StepSign state={each.state} number={index + 1} />
                <span className="flex min-w-0 flex-col leading-tight">
                  <span>{t(`reception.step.${each.step}`)}</span>
                  <span className="text-sm font-normal text-ink-soft">{t(`reception.state.${each.state}`)}</span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <section
        ref={body}
        aria-label={t(`reception.step.${current}`)}
        className="flex min-w-0 scroll-mt-3 flex-col gap-4"
      >
        {next === null && done === steps.length && (
          <Banner
            tone="info"
            title={t('reception.allDone')}
            action={<Button onPress={() => goTo('zones', null)}>{t('reception.toZones')}</Button>}
          />
        )}
        <div className="flex flex-col gap-4 rounded-card border border-line bg-surface p-4">
          <h2 className="text-lg font-semibold">{t(`reception.step.${current}`)}</h2>
          <p className="text-sm text-ink-soft">{t(`reception.hint.${current}`)}</p>
          <StepBody step={current} />
          <CheckList
            label={t('reception.confirm')}
            checks={step.checks}
            labels={RECEPTION_CHECKS}
            onToggle={(name, value) => edit((ledger, pen) => check(ledger, 'reception', name, value, pen))}
          />
        </div>
        <div className="flex justify-end">
          {next !== null && (
            <Button kind={step.state === 'done' || !canEdit ? 'primary' : 'secondary'} onPress={() => show(next)}>
              {t('reception.next', { step: t(`reception.step.${next}`) })}
              <Icon name="forward" size={16} />
            </Button>
          )}
        </div>
      </section>
    </div>
  )
}

function StepSign({ state, number }: { readonly state: ReceptionStep['state']; readonly number: number }) {
  const sign = SIGNS[state]
  return (
    <span
      aria-hidden="true"
      className={classes(
        'flex size-7 shrink-0 items-center justify-center rounded-full border-2 text-sm font-semibold',
        state === 'done' && 'border-ok bg-ok text-surface',
        state === 'contested' && 'border-clash text-clash',
        state === 'started' && 'border-accent text-accent',
        state === 'todo' && 'border-line-strong text-ink-soft',
      )}
    >
      {sign ? <Icon name={sign} size={16} /> : number}
    </span>
  )
}

function StepBody({ step }: { readonly step: ReceptionStepId }): ReactNode {
  const { t } = useWords()
  const { vehicle, clientLedger } = useJobDesk()
  switch (step) {
    case 'identity':
      return vehicle && clientLedger ? (
        <VehicleFields vehicle={vehicle} ledger={clientLedger} />
      ) : (
        <EmptyState icon="car" title={t('reception.noVehicle')}>
          {t('reception.noVehicleText')}
        </EmptyState>
      )
    case 'odometer':
      return <Odometer large />
    case 'photos':
      return <Tour />
    case 'damage':
      return (
        <>
          <DamageMap />
          <DamageReview />
        </>
      )
    case 'thickness':
      return <Thickness />
    case 'coatings':
      return <Coatings />
    case 'zones':
      return <AgreedZones />
  }
}
