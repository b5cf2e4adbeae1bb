/** What the relay noted of the shop's devices, as sentences, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditRow } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import type { Words } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'

const KINDS = [
  'founded',
  'admitted',
  'role-changed',
  'renamed',
  'revoked',
  'recovery-opened',
  'recovery-closed',
  'recovered-work',
  'refused-work',
  'equivocation',
  'proof-refused',
  'pairing-opened',
  'pairing-refused',
  'pairing-guessed',
  'quarantined',
  'quarantine-accepted',
  'quarantine-discarded',
] as const
type Kind = (typeof KINDS)[number]

/** What a relay answers at most: fewer are the last ones. */
const PAGE = 200
const SHOWN_FIRST = 20
const SHOWN_MORE = 60

export function AuditLog() {
  const words = useWords()
  const { t, language } = words
  const { api } = useDesk()
  const log = useInfiniteQuery({
    queryKey: ['devices', 'audit'],
    queryFn: ({ pageParam }) => ask(api, 'audit.list', { before: pageParam }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.seq ?? null)),
    staleTime: 0,
  })
  const rows = log.data?.pages.flat() ?? []
  const [shown, setShown] = useState(SHOWN_FIRST)
  const more = () => {
    setShown(shown + SHOWN_MORE)
    if (rows.length < shown + SHOWN_MORE && log.hasNextPage) void log.fetchNextPage()
  }
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4" aria-labelledby="audit">
      <h2 id="audit" className="text-lg font-semibold">
        {t('audit.title')}
      </h2>
      {log.error && <Problem error={errorOf(log.error)} onRetry={() => void log.refetch()} />}
      {log.data && rows.length === 0 && <p className="text-ink-soft">{t('audit.none')}</p>}
      <ol aria-labelledby="audit" className="flex flex-col divide-y divide-line">
        {rows.slice(0, shown).map((row) => (
          <li key={row.seq} className="flex flex-wrap items-baseline gap-x-4 py-2">
            <time dateTime={new Date(row.at).toISOString()} className="w-36 shrink-0 text-sm text-ink-soft">
              {formatDateTime(row.at, language)}
            </time>
            <span className="min-w-52 flex-1">
              {auditSentence(row, words)}
              {row.times > 1 && <span className="text-ink-soft"> · {t('audit.times', { count: row.times })}</span>}
            </span>
          </li>
        ))}
      </ol>
      {(rows.length > shown || log.hasNextPage) && (
        <div>
          <Button onPress={more} isDisabled={log.isFetchingNextPage}>
            {t('audit.more')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Exported for its test. A kind of a newer relay is named, not hidden. */
export function auditSentence(row: AuditRow, { t }: Pick<Words, 't'>): string {
  const device = row.deviceName ?? t('audit.someDevice')
  const kind = KINDS.find((each) => each === row.kind)
  return kind === undefined ? t('audit.other', { kind: row.kind, device }) : t(keyOf(kind), { device })
}
/** Every sentence takes the device, also those that do not name it. */
const keyOf = (kind: Kind) => `audit.kind.${kind}` as 'audit.kind.founded'
