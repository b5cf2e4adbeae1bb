import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useNavigate,
} from '@tanstack/react-router'
import { isReceptionStep } from '../../crdt/job/index.ts'
import type { ReceptionStepId } from '../../crdt/job/index.ts'
import { DevicesScreen } from '../features/devices/DevicesScreen.tsx'
import { RejoinScreen } from '../features/devices/RejoinScreen.tsx'
import { InboxScreen } from '../features/inbox/InboxScreen.tsx'
import { ChoosePerson } from '../features/people/ChoosePerson.tsx'
import { JobList } from '../features/jobs/JobList.tsx'
import { NewJobScreen } from '../features/jobs/NewJobScreen.tsx'
import { JobScreen } from '../features/job/JobScreen.tsx'
import { ImportBar } from '../features/job/photos/ImportBar.tsx'
import { isJobTab } from '../features/job/tabs.ts'
import type { JobTab } from '../features/job/tabs.ts'
import { StockScreen } from '../features/stock/StockScreen.tsx'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/Feedback.tsx'
import { Fault } from './ErrorBoundary.tsx'
import { Header } from './Header.tsx'

const root = createRootRoute({
  component: Frame,
  errorComponent: ({ error, reset }) => <Fault error={error} onAgain={reset} />,
  notFoundComponent: NotFound,
})

const list = createRoute({ getParentRoute: () => root, path: '/', component: JobList })
const create = createRoute({ getParentRoute: () => root, path: '/new', component: NewJobScreen })
const devices = createRoute({ getParentRoute: () => root, path: '/devices', component: DevicesScreen })
const rejoin = createRoute({ getParentRoute: () => root, path: '/rejoin', component: RejoinScreen })
const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: InboxScreen })
const stock = createRoute({ getParentRoute: () => root, path: '/stock', component: StockScreen })
const people = createRoute({ getParentRoute: () => root, path: '/people', component: People })

export interface JobSearch {
  readonly tab?: JobTab
  readonly zone?: string
  readonly step?: ReceptionStepId
}
const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$jobId',
  validateSearch: (search: Record<string, unknown>): JobSearch => ({
    ...(isJobTab(search['tab']) ? { tab: search['tab'] } : {}),
    ...(typeof search['zone'] === 'string' ? { zone: search['zone'] } : {}),
    ...(isReceptionStep(search['step']) ? { step: search['step'] } : {}),
  }),
  component: Job,
})

/** Hash history: it survives a reload under the app's own protocol. */
export const router = createRouter({
  routeTree: root.addChildren([list, create, inbox, stock, devices, rejoin, people, job]),
  history: createHashHistory(),
  defaultErrorComponent: ({ error, reset }) => <Fault error={error} onAgain={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Frame() {
  const { t } = useWords()
  return (
    <div className="flex h-full flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
        onClick={toMain}
      >
        {t('nav.skip')}
      </a>
      <Header />
      <div id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-hidden focus:outline-none">
        <Outlet />
      </div>
      <ImportBar />
    </div>
  )
}

/** The hash belongs to the router, so the jump is made by hand. */
function toMain(event: React.MouseEvent): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function Job() {
  const { jobId } = job.useParams()
  const search = job.useSearch()
  return (
    <JobScreen
      key={jobId}
      jobId={jobId}
      tab={search.tab ?? 'zones'}
      zone={search.zone ?? null}
      step={search.step ?? null}
    />
  )
}

function People() {
  const navigate = useNavigate()
  return <ChoosePerson onChosen={() => void navigate({ to: '/' })} />
}

function NotFound() {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <EmptyState
      icon="search"
      title={t('nav.lost')}
      action={
        <Button kind="primary" onPress={() => void navigate({ to: '/' })}>
          {t('nav.jobs')}
        </Button>
      }
    />
  )
}
