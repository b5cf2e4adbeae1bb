import { Component } from 'react'
import type { ErrorInfo, ReactNode } from 'react'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/Feedback.tsx'

interface Caught {
  readonly error: unknown
}

/** A fault of ours in one screen: the work is in main's database, and the way back is one tap. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { caught: Caught | null }> {
  override state: { caught: Caught | null } = { caught: null }

  static getDerivedStateFromError(error: unknown): { caught: Caught } {
    return { caught: { error } }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('a screen failed', error, info.componentStack)
  }

  override render(): ReactNode {
    if (!this.state.caught) return this.props.children
    return <Fault error={this.state.caught.error} onAgain={() => this.setState({ caught: null })} />
  }
}

export function Fault({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const { t } = useWords()
  return (
    <div className="p-6">
      <ErrorState
        title={t('fault.title')}
        action={
          <div className="flex gap-2">
            <Button kind="primary" onPress={onAgain}>
              {t('fault.again')}
            </Button>
            <Button
              onPress={() => {
                location.hash = '#/'
                location.reload()
              }}
            >
              {t('fault.reload')}
            </Button>
          </div>
        }
      >
        <p>{t('fault.safe')}</p>
        <p className="mt-2 font-mono text-sm text-ink-soft">{error instanceof Error ? error.message : String(error)}</p>
      </ErrorState>
    </div>
  )
}
