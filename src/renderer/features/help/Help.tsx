/** F1 and « ? » open the page that belongs to the screen. */
import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useWords } from '../../i18n/index.ts'
import { IconButton } from '../../ui/Button.tsx'
import { askForHelp, onHelpAsked } from './ask.ts'
import { topicOf } from './topics.ts'

const HelpDialog = lazy(() => import('./HelpDialog.tsx'))

export function HelpButton() {
  const { t } = useWords()
  return <IconButton icon="help" label={t('help.open')} onPress={askForHelp} />
}

/** Once in a window. */
export function Help() {
  const { pathname, search } = useLocation()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'F1') return
      event.preventDefault() // the browser's own help lies on the network
      // What lies over the screen, this very help included, has the keyboard to itself.
      if (!document.querySelector('[role=dialog],[role=alertdialog][aria-modal]')) askForHelp()
    }
    window.addEventListener('keydown', listen)
    const stop = onHelpAsked(() => setOpen(true))
    return () => {
      window.removeEventListener('keydown', listen)
      stop()
    }
  }, [])
  if (!open) return null
  return (
    <Suspense>
      <HelpDialog
        start={topicOf(pathname, (search as { readonly tab?: unknown }).tab)}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  )
}
