/** What changed since a version, by zone: answers as they were and as they are, rows that came and went, notes. */
import { useMemo } from 'react'
import { zoneOfItem } from '../../../../crdt/job/index.ts'
import type { Fact, Json, Ledger } from '../../../../crdt/ledger/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { useJobDesk } from '../context.tsx'
import { factText, itemText, valueText } from '../describe.ts'
import { zoneOf } from '../history/deeds.ts'
import { useWritten } from '../Story.tsx'
import { useDescribing } from '../useDescribing.ts'
import { TextDiff } from './TextDiff.tsx'
import { useZoneName } from '../zoneName.ts'

export interface ChangeListProps {
  readonly late: readonly Fact[]
  readonly lateTexts: readonly string[]
  /** What stood in place of a claim in that version. */
  readonly was: (fact: Extract<Fact, { kind: 'claim' }>) => readonly Json[]
  /** What a text said in that version; undefined: not known, or not yet. */
  readonly wasText?: (name: string) => string | undefined
  /** Null, or absent: only to be read. */
  readonly onWithdraw?: ((fact: Fact) => void) | null
  /** A text has no facts to be withdrawn: what it said is written again. */
  readonly onRestoreText?: ((name: string, text: string) => void) | null
}

/** What a claim says it took the place of: all that is known where no version was kept. */
export function supersededBy(ledger: Ledger, fact: Extract<Fact, { kind: 'claim' }>): readonly Json[] {
  return fact.supersedes.flatMap((id) => {
    const before = ledger.fact(id)
    return before?.kind === 'claim' && before.item === fact.item ? [before.value] : []
  })
}

export function ChangeList({ late, lateTexts, was, wasText, onWithdraw, onRestoreText }: ChangeListProps) {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { job } = useJobDesk()
  const groups = useMemo(() => Map.groupBy(late, (fact) => zoneOf(fact, (id) => job.ledger.fact(id))), [late, job])
  const placeOf = (zone: string | null) => (zone === null ? t('value.wholeVehicle') : zoneName(zone))
  return (
    <div className="flex flex-col gap-4">
      {[...groups].map(([zone, facts]) => (
        <section key={zone ?? ''} className="flex flex-col gap-2">
          <h3 className="font-semibold first-letter:uppercase">{placeOf(zone)}</h3>
          <ul className="flex flex-col gap-2" aria-label={t('late.of', { place: placeOf(zone) })}>
            {facts.map((fact) => (
              <Change
                key={fact.id}
                fact={fact}
                was={fact.kind === 'claim' ? was(fact) : []}
                onWithdraw={onWithdraw && fact.kind !== 'void' ? () => onWithdraw(fact) : null}
              />
            ))}
          </ul>
        </section>
      ))}
      {lateTexts.map((name) => {
        const before = wasText?.(name)
        const zone = zoneOfText(name)
        return (
          <section key={name} className="flex flex-col gap-2 rounded-lg bg-sunken px-3 py-2">
            <h3 className="font-semibold">
              {zone === null ? t('standing.lateText') : t('late.zoneText', { zone: zoneName(zone) })}
            </h3>
            {before !== undefined && <TextDiff was={before} is={job.ledger.readText(name)} />}
            {before !== undefined && onRestoreText && (
              <div>
                <Button onPress={() => onRestoreText(name, before)}>{t('late.restoreText')}</Button>
              </div>
            )}
          </section>
        )
      })}
    </div>
  )
}

interface ChangeProps {
  readonly fact: Fact
  readonly was: readonly Json[]
  readonly onWithdraw: (() => void) | null
}

/** From that length on two texts are compared word by word instead of standing side by side. */
const LONG = 60

function Change({ fact, was, onWithdraw }: ChangeProps) {
  const about = useDescribing()
  const { t } = about
  const { job } = useJobDesk()
  const written = useWritten()
  return (
    <li className="flex flex-wrap items-center gap-3 rounded-lg bg-sunken px-3 py-2">
      <span className="min-w-48 flex-1">
        {fact.kind === 'claim' ? (
          <>
            <span className="block font-medium">{itemText(fact.item, about)}</span>
            <FromTo
              was={
                was.length === 0 ? t('past.unsaid') : was.map((each) => valueText(fact.item, each, about)).join(' / ')
              }
              is={valueText(fact.item, fact.value, about)}
            />
          </>
        ) : (
          <span className="block break-words">{factText(fact, about, (id) => job.ledger.fact(id))}</span>
        )}
        <span className="block text-sm text-ink-soft">{written(fact)}</span>
      </span>
      {onWithdraw && (
        <Button kind="quiet" onPress={onWithdraw}>
          {t('late.withdraw')}
        </Button>
      )}
    </li>
  )
}

function FromTo({ was, is }: { readonly was: string; readonly is: string }) {
  const { t } = useWords()
  if (was.length > LONG && is.length > LONG) return <TextDiff was={was} is={is} />
  return <span className="block break-words">{t('late.change', { was, is })}</span>
}

/** The zone whose note it is; null: the job's own. */
function zoneOfText(name: string): string | null {
  return name.startsWith('zone/') ? (zoneOfItem(`${name}/extent`) ?? null) : null
}
