/** What the palette can do here and now, as one list; and which of it fits what was typed. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { zoneLabel } from '../../../crdt/vocabulary/index.ts'
import { ask } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { jobOf, useDocument, useView } from '../../documents/hooks.ts'
import { askForHelp } from '../../features/help/ask.ts'
import { JOB_TABS } from '../../features/job/tabs.ts'
import { useWords } from '../../i18n/index.ts'
import { THEMES, theme } from '../../theme/theme.ts'
import type { IconName } from '../../ui/Icon.tsx'

export interface Command {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly icon: IconName
  /** Keys that do the same. */
  readonly keys?: readonly string[]
  readonly run: () => void
}
export interface CommandSection {
  readonly id: string
  readonly title: string
  readonly commands: readonly Command[]
}

/** Of jobs, only so many: whoever wants more narrows down, or goes to the list. */
const JOBS_SHOWN = 6
const ZONES_SHOWN = 8

export function useCommands(typed: string, jobId: string | null, onShortcuts: () => void): readonly CommandSection[] {
  const { t } = useWords()
  const fits = (command: Command) => matches(`${command.label} ${command.detail ?? ''}`, typed)
  const jobs = useJobCommands(typed)
  const { tabs, zones } = useOpenJobCommands(jobId)
  const screens = useScreenCommands()
  const actions = useActionCommands(onShortcuts)
  return [
    { id: 'job', title: t('palette.job'), commands: tabs.filter(fits) },
    { id: 'zones', title: t('palette.zones'), commands: typed === '' ? [] : zones.filter(fits).slice(0, ZONES_SHOWN) },
    { id: 'screens', title: t('palette.screens'), commands: screens.filter(fits) },
    // Main has searched already: by plate, VIN, client, lot and notes, which are not all in the line.
    { id: 'jobs', title: t('nav.jobs'), commands: jobs },
    { id: 'actions', title: t('palette.actions'), commands: actions.filter(fits) },
  ].filter((section) => section.commands.length > 0)
}

/** Every word begins somewhere in the text, whatever its accents and capitals. Exported for its test. */
export function matches(text: string, typed: string): boolean {
  const plain = ` ${plainOf(text)}`
  return plainOf(typed)
    .split(/\s+/)
    .every((word) => word === '' || plain.includes(` ${word}`))
}
const plainOf = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’'–()\-/]/g, ' ')

function useScreenCommands(): readonly Command[] {
  const { t } = useWords()
  const navigate = useNavigate()
  const to = (path: '/' | '/new' | '/inbox' | '/stock' | '/devices' | '/people') => () => void navigate({ to: path })
  return [
    { id: 'to-jobs', label: t('nav.jobs'), icon: 'list', run: to('/') },
    { id: 'to-new', label: t('nav.new'), icon: 'plus', run: to('/new') },
    { id: 'to-inbox', label: t('nav.inbox'), icon: 'clash', run: to('/inbox') },
    { id: 'to-stock', label: t('nav.stock'), icon: 'film', run: to('/stock') },
    { id: 'to-devices', label: t('nav.devices'), icon: 'device', run: to('/devices') },
    { id: 'to-people', label: t('person.change'), icon: 'people', run: to('/people') },
  ]
}

function useActionCommands(onShortcuts: () => void): readonly Command[] {
  const { t } = useWords()
  const themes = THEMES.map((id): Command => ({
    id: `theme-${id}`,
    label: `${t('theme.label')} – ${t(`theme.${id}`)}`,
    icon: 'theme',
    run: () => theme.choose(id),
  }))
  return [
    { id: 'help', label: t('shortcut.help'), icon: 'help', keys: ['F1'], run: askForHelp },
    { id: 'shortcuts', label: t('shortcut.title'), icon: 'key', keys: ['?'], run: onShortcuts },
    ...themes,
  ]
}

/** Parts and zones of the job that is on the screen. */
function useOpenJobCommands(jobId: string | null): {
  readonly tabs: readonly Command[]
  readonly zones: readonly Command[]
} {
  const { t, word } = useWords()
  const navigate = useNavigate()
  const view = useView(jobOf(useDocument(jobId === null ? null : `job/${jobId}`)))
  return useMemo(() => {
    if (jobId === null) return { tabs: [], zones: [] }
    return {
      tabs: JOB_TABS.map((tab, index) => ({
        id: `tab-${tab}`,
        label: t(`tab.${tab}`),
        icon: 'forward' as const,
        ...(index < 9 ? { keys: ['Alt', String(index + 1)] } : {}),
        run: () => void navigate({ to: '/jobs/$jobId', params: { jobId }, search: { tab }, replace: true }),
      })),
      zones: (view?.zones ?? []).map(({ zone }) => ({
        id: `zone-${zone}`,
        label: word(zoneLabel(zone)),
        icon: 'car' as const,
        run: () =>
          void navigate({ to: '/jobs/$jobId', params: { jobId }, search: { tab: 'zones', zone }, replace: true }),
      })),
    }
  }, [jobId, view?.zones, t, word, navigate])
}

function useJobCommands(typed: string): readonly Command[] {
  const { api } = useDesk()
  const { t } = useWords()
  const navigate = useNavigate()
  const found = useQuery({
    queryKey: ['jobs', 'palette', typed],
    queryFn: () => ask(api, 'jobs.list', { search: typed, states: [], sort: 'changed', offset: 0, limit: JOBS_SHOWN }),
    placeholderData: (before) => before,
  })
  return (found.data?.rows ?? []).map((row) => ({
    id: `job-${row.id}`,
    label: row.title || t('job.untitled'),
    detail: [row.plate, row.number, row.client].filter(Boolean).join(' · '),
    icon: 'file',
    run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: row.id } }),
  }))
}
