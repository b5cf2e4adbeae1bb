import { createRoot } from 'react-dom/client'
import { StrictMode } from 'react'
import { errorOf } from './api/calls.ts'
import { createDesk, greet } from './api/desk.ts'
import { startI18n } from './i18n/index.ts'
import { App } from './shell/App.tsx'
import './theme/app.css'
import { applyTheme } from './theme/theme.ts'
import { allowEmptyingElements } from './ui/emptyElements.ts'

allowEmptyingElements()
applyTheme()
const desk = createDesk(window.rpma)
const started = await greet(desk).then(
  () => null,
  (cause: unknown) => errorOf(cause),
)
await startI18n(desk.info.get()?.locale ?? (navigator.language.startsWith('fr') ? 'fr' : 'en'))

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App desk={desk} started={started} />
  </StrictMode>,
)
