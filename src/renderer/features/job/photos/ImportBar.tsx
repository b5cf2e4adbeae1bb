/** Photos on their way, at the foot of every screen while there are any: how far, what was refused and why. */
import { useState } from 'react'
import { useWords } from '../../../i18n/index.ts'
import { useErrorLine } from '../../../shell/Problem.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Progress } from '../../../ui/Progress.tsx'
import { hasEnded } from './importQueue.ts'
import type { PhotoImport } from './importQueue.ts'
import { useImports } from './imports.tsx'

export function ImportBar() {
  const { t } = useWords()
  const { imports, done, total, cancelAll } = useImports()
  const [open, setOpen] = useState(false)
  if (imports.length === 0) return null
  const underWay = imports.some((each) => !hasEnded(each))
  return (
    <section
      aria-label={t('import.title')}
      className="shrink-0 border-t border-line bg-surface px-4 py-2 shadow-raised"
    >
      <div className="mx-auto flex max-w-5xl flex-col gap-2">
        {underWay && (
          <div className="flex flex-wrap items-center gap-3">
            <div role="status" className="min-w-60 flex-1">
              <Progress
                label={t('photo.working')}
                done={done}
                total={total}
                text={t('photo.progress', { done, total })}
              />
            </div>
            <Button kind="quiet" aria-expanded={open} onPress={() => setOpen(!open)}>
              {t(open ? 'import.hide' : 'import.show')}
            </Button>
            <Button icon="cross" onPress={cancelAll}>
              {t('import.cancelAll')}
            </Button>
          </div>
        )}
        <ul className="flex max-h-48 flex-col gap-1 overflow-auto empty:hidden" aria-label={t('import.files')}>
          {imports
            .filter((each) => open || hasEnded(each))
            .map((each) => (
              <ImportLine key={each.id} file={each} />
            ))}
        </ul>
      </div>
    </section>
  )
}

function ImportLine({ file }: { readonly file: PhotoImport }) {
  const { t } = useWords()
  const { cancel, retry } = useImports()
  const errorLine = useErrorLine()
  const name = file.fileName
  if (!hasEnded(file)) {
    return (
      <li className="flex items-center gap-3 pl-1 text-sm">
        <Icon name="camera" size={18} />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <span className="text-ink-soft">{t(`import.state.${file.state as 'waiting' | 'preparing' | 'storing'}`)}</span>
        {file.state !== 'storing' && (
          <IconButton icon="cross" label={t('import.cancel', { name })} onPress={() => cancel(file.id)} />
        )}
      </li>
    )
  }
  return (
    <li
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-lg border-l-4 border-bad bg-bad-soft py-1 pl-3"
    >
      <span className="text-bad">
        <Icon name="warning" size={20} />
      </span>
      <span className="min-w-60 flex-1 text-sm">
        {file.why && t(`photo.refused.${file.why}`, { name })}
        {file.error && t('photo.failed', { name, reason: errorLine(file.error) })}
      </span>
      {file.state === 'failed' && (
        <Button icon="redo" onPress={() => retry(file.id)}>
          {t('action.retry')}
        </Button>
      )}
      <IconButton icon="cross" label={t('import.seen', { name })} onPress={() => cancel(file.id)} />
    </li>
  )
}
