import { useWords } from '../../i18n/index.ts'
import { DialogBox } from '../../ui/Overlay.tsx'
import { SHORTCUTS } from './shortcuts.ts'
import type { Shortcut } from './shortcuts.ts'

/** Every key that works everywhere. */
export function ShortcutList({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  return (
    <DialogBox title={t('shortcut.title')} open onClose={onClose} closeLabel={t('action.close')}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-5 gap-y-3">
        {SHORTCUTS.map((shortcut) => (
          <Line key={shortcut.id} shortcut={shortcut} />
        ))}
      </dl>
    </DialogBox>
  )
}

function Line({ shortcut }: { readonly shortcut: Shortcut }) {
  const { t } = useWords()
  return (
    <>
      <dt className="flex gap-1">
        {shortcut.keys.map((key) => (
          <Keycap key={key}>{nameOf(key, t)}</Keycap>
        ))}
      </dt>
      <dd>{t(shortcut.says as 'shortcut.palette')}</dd>
    </>
  )
}

/** Two keys have a name of their own in each language. */
function nameOf(key: string, t: ReturnType<typeof useWords>['t']): string {
  if (key === 'Espace') return t('key.space')
  return key === 'Échap' ? t('key.escape') : key
}

export function Keycap({ children }: { readonly children: string }) {
  return (
    <kbd className="rounded-md border border-line-strong bg-sunken px-2 py-0.5 font-sans text-sm font-medium whitespace-nowrap">
      {children}
    </kbd>
  )
}
