import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { JOB_TABS } from '../../features/job/tabs.ts'
import { useWords } from '../../i18n/index.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Palette } from './Palette.tsx'
import { ShortcutList } from './ShortcutList.tsx'
import { useShortcuts } from './shortcuts.ts'

/** The palette behind its button and its key, the list of keys, and the keys themselves. */
export function Keyboard() {
  const { t } = useWords()
  const navigate = useNavigate()
  const { jobId = null } = useParams({ strict: false })
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  const close = () => setOpen(null)
  useShortcuts({
    onPalette: useCallback(() => setOpen('palette'), []),
    onShortcuts: useCallback(() => setOpen('shortcuts'), []),
    onTab: useCallback(
      (index) => {
        const tab = JOB_TABS[index]
        if (jobId === null || tab === undefined) return
        void navigate({ to: '/jobs/$jobId', params: { jobId }, search: { tab }, replace: true })
      },
      [jobId, navigate],
    ),
    onSearch: focusSearch,
  })
  return (
    <>
      <IconButton icon="search" label={t('palette.open')} onPress={() => setOpen('palette')} />
      {open === 'palette' && <Palette jobId={jobId} onClose={close} onShortcuts={() => setOpen('shortcuts')} />}
      {open === 'shortcuts' && <ShortcutList onClose={close} />}
    </>
  )
}

/** Answers whether this screen has a search. */
const focusSearch = (): boolean => {
  const box = document.querySelector<HTMLInputElement>('main input[type=search]')
  box?.focus()
  return box !== null
}
