/** Late work of devices that were sent away: put aside by the relay until somebody has looked. */
import { useState } from 'react'
import type { ReviewItem } from '../../../contract/index.ts'
import { errorOf } from '../../api/calls.ts'
import { formatBytes, formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Count } from '../../ui/Tabs.tsx'
import { Button } from '../../ui/Button.tsx'
import { ChangeDialog } from './DeviceDialogs.tsx'
import { DocumentName } from './DocumentName.tsx'
import { useChange, useReview } from './queries.ts'

export function Review() {
  const { t } = useWords()
  const review = useReview(true)
  const items = review.data ?? []
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4" aria-labelledby="review">
      <h2 id="review" className="flex items-center gap-2 text-lg font-semibold">
        {t('review.title')}
        {items.length > 0 && <Count value={items.length} />}
      </h2>
      {review.error && <Problem error={errorOf(review.error)} onRetry={() => void review.refetch()} />}
      {items.length === 0 ? (
        <p className="text-ink-soft">{t('review.none')}</p>
      ) : (
        <>
          <p className="text-ink-soft">{t('review.text')}</p>
          <ul aria-labelledby="review" className="flex flex-col gap-2">
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Item({ item }: { readonly item: ReviewItem }) {
  const { t, language } = useWords()
  const change = useChange()
  const [discarding, setDiscarding] = useState(false)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-sunken px-3 py-2">
      <div className="min-w-52 flex-1">
        <p className="font-medium">
          <DocumentName name={item.document} />
        </p>
        <p className="text-sm text-ink-soft">
          {t('review.from', {
            device: item.deviceName,
            when: formatDateTime(item.at, language),
            bytes: formatBytes(item.bytes, language),
          })}
        </p>
        {change.error && <Problem error={change.error} />}
      </div>
      <Button kind="quiet" onPress={() => setDiscarding(true)} isDisabled={change.busy}>
        {t('review.discard')}
      </Button>
      <Button
        icon="check"
        onPress={() => void change.run('review.decide', { id: item.id, verdict: 'accept' })}
        isDisabled={change.busy}
      >
        {t('action.accept')}
      </Button>
      {discarding && (
        <ChangeDialog
          title={t('review.discardTitle')}
          action={t('review.discard')}
          danger
          ready
          change={change}
          onClose={() => setDiscarding(false)}
          onGo={() => change.run('review.decide', { id: item.id, verdict: 'discard' })}
        >
          <p>
            <DocumentName name={item.document} />
          </p>
          <p>{t('review.discardText')}</p>
        </ChangeDialog>
      )}
    </li>
  )
}
