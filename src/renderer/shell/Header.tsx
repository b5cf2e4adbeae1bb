import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode, RefObject } from 'react'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { SyncStatus } from '../../contract/index.ts'
import { useDesk, useInfo } from '../api/desk.ts'
import { Help, HelpButton } from '../features/help/Help.tsx'
import { useInboxCount } from '../features/inbox/queries.ts'
import { RecoveryReminder } from '../features/recovery-key/RecoveryReminder.tsx'
import { useWords } from '../i18n/index.ts'
import { Badge } from '../ui/Badge.tsx'
import { classes } from '../ui/classes.ts'
import { Icon } from '../ui/Icon.tsx'
import { Brand } from './Brand.tsx'
import { overallSafety } from './overall.ts'
import type { Safety } from './overall.ts'
import { Keyboard } from './palette/Keyboard.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import { LanguageSwitch, ThemeSwitch } from './Preferences.tsx'
import { RelayDialog } from './RelayDialog.tsx'
import { SyncBadge } from './SyncBadge.tsx'

export function Header() {
  const { t } = useWords()
  const info = useInfo()
  const header = useRef<HTMLElement>(null)
  const narrow = useNarrow(header)
  const preferences = (
    <>
      <HelpButton />
      <LanguageSwitch />
      <ThemeSwitch />
    </>
  )
  return (
    // Measured in rem of its own width: in the bay, where type is larger, the same window holds fewer words.
    <header ref={header} className="@container isolate shrink-0 border-b border-line bg-surface px-3 py-1.5">
      <div className="flex items-center gap-x-3">
        {/* Where there is no room, the list's own link leads home. */}
        {!narrow && (
          <Link
            to="/"
            className="flex min-h-touch min-w-touch items-center gap-2.5 rounded-lg pr-2"
            aria-label={t('nav.home', { shop: info?.shop?.name ?? '' })}
          >
            <Brand />
            <span className="hidden truncate text-base font-semibold @[88rem]:block">{info?.shop?.name}</span>
          </Link>
        )}
        {info?.shop?.demo && (
          <span className="hidden @[64rem]:inline">
            <Badge tone="warn">{t('shop.demo')}</Badge>
          </span>
        )}
        <nav aria-label={t('nav.label')} className="flex items-center gap-touch-gap">
          <NavLink to="/" icon="list" label={t('nav.jobs')} />
          <NavLink to="/new" icon="plus" label={t('nav.new')} />
          <NavLink to="/inbox" icon="clash" label={t('nav.inbox')} extra={<InboxCount />} late />
          <NavLink to="/stock" icon="film" label={t('nav.stock')} late />
          <NavLink to="/devices" icon="device" label={t('nav.devices')} late />
        </nav>
        <div className="ml-auto flex items-center gap-touch-gap">
          <RecoveryReminder />
          <Keyboard />
          <ShopSync />
          {!narrow && preferences}
          <PersonMenu>{narrow && <div className="flex gap-touch-gap">{preferences}</div>}</PersonMenu>
        </div>
      </div>
      <Help />
    </header>
  )
}

/** By itself: it counts unsaved edits, and so changes with each of them. */
function ShopSync() {
  const { t } = useWords()
  const isDemo = useInfo()?.shop?.demo ?? false
  const { sync, safety, retry } = useOverall()
  const navigate = useNavigate()
  const [askRelay, setAskRelay] = useState(false)
  return (
    <>
      <SyncBadge
        safety={safety}
        scope={t('sync.scopeShop')}
        relay={sync?.relay}
        onRetry={retry}
        onDevices={(where) => void navigate({ to: where })}
        // The demo shop stays on this device: main refuses it a relay.
        {...(isDemo ? {} : { onRelay: () => setAskRelay(true) })}
      />
      {askRelay && <RelayDialog onClose={() => setAskRelay(false)} />}
    </>
  )
}

/** In rem: below this what is rarely needed moves into the person's menu. */
const NARROW_REM = 46

function useNarrow(element: RefObject<HTMLElement | null>): boolean {
  const [narrow, setNarrow] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const watched = element.current
    const look = () => {
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setNarrow(watched.clientWidth < NARROW_REM * remPx)
    }
    // Another theme has another rem, and with it another height: that is told, too.
    const watcher = new ResizeObserver(look)
    watcher.observe(watched)
    return () => watcher.disconnect()
  }, [element])
  return narrow
}

function NavLink({
  to,
  icon,
  label,
  extra,
  late = false,
}: {
  readonly to: '/' | '/new' | '/inbox' | '/stock' | '/devices'
  readonly icon: 'list' | 'plus' | 'clash' | 'film' | 'device'
  readonly label: string
  readonly extra?: ReactNode
  /** Its word comes only with more room: all of them side by side are too much for a window of 1280. */
  readonly late?: boolean
}) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: true, includeSearch: false }}
      className="flex min-h-touch min-w-touch items-center justify-center gap-2 rounded-lg px-3 text-ink-soft hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:font-semibold aria-[current]:text-accent"
    >
      <Icon name={icon} />
      <span className={classes('hidden whitespace-nowrap', late ? '@[92rem]:inline' : '@[76rem]:inline')}>{label}</span>
      <span className={classes('sr-only', late ? '@[92rem]:hidden' : '@[76rem]:hidden')}>{label}</span>
      {extra}
    </Link>
  )
}

/** How much waits for a decision; nothing where nothing does. */
function InboxCount() {
  const count = useInboxCount()
  return count ? (
    <span className="rounded-full bg-clash-soft px-2 text-sm font-semibold text-clash">{count}</span>
  ) : null
}

export function useOverall(): { sync: SyncStatus | undefined; safety: Safety; retry: () => void } {
  const desk = useDesk()
  const sync = useSyncExternalStore(desk.sync.subscribe, desk.sync.get)
  // The list is a new one only when documents come or go; their conditions are read when either changes.
  const tick = useSyncExternalStore(desk.documents.subscribe, () =>
    desk.documents
      .all()
      .map(
        (document) =>
          `${document.name}:${document.condition().unsaved}:${document.condition().saveProblem?.kind ?? ''}`,
      )
      .join('|'),
  )
  return useMemo(() => {
    const documents = desk.documents.all()
    return {
      sync,
      safety: overallSafety(
        sync,
        documents.map((document) => document.condition()),
      ),
      retry: () => {
        for (const document of documents) document.retry()
      },
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `tick` stands for what the documents say
  }, [desk, sync, tick])
}
