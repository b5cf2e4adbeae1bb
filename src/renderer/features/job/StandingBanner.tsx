import { memo, useState } from 'react'
import { isOfToday } from '../../../crdt/job/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { LateChanges } from './closing/LateChanges.tsx'
import { useJobPart, useJobTools } from './context.tsx'

/** What the closing of this job is worth now. */
export const StandingBanner = memo(function StandingBanner() {
  const { t, language } = useWords()
  const personName = usePersonName()
  const { goTo } = useJobTools()
  const standing = useJobPart((view) => view.standing)
  const signed = useJobPart(({ signatures, refusals }) => {
    const papers = [...signatures, ...refusals]
    return papers.length === 0 || papers.some(isOfToday) ? 'fine' : 'outdated'
  })
  const [open, setOpen] = useState(false)
  if (standing.kind === 'open') {
    if (signed !== 'outdated') return null
    return (
      <Banner
        tone="warn"
        title={t('sign.modified')}
        action={<Button onPress={() => goTo('closing')}>{t('tab.closing')}</Button>}
      >
        {t('sign.modifiedText')}
      </Banner>
    )
  }
  if (standing.kind === 'sealed') {
    return (
      <Banner
        tone="info"
        title={t('standing.sealed', {
          revision: standing.revision,
          name: personName(standing.seal.by),
          when: formatDateTime(standing.seal.at, language),
        })}
      />
    )
  }
  if (standing.kind === 'double') {
    return (
      <Banner
        tone="clash"
        title={t('standing.double', { count: standing.seals.length })}
        action={<Button onPress={() => goTo('closing')}>{t('standing.resolve')}</Button>}
      >
        {standing.seals.map((seal) => `${personName(seal.by)} · ${formatDateTime(seal.at, language)}`).join(' / ')}
      </Banner>
    )
  }
  const count = standing.late.length + standing.lateTexts.length
  return (
    <>
      <Banner
        tone="warn"
        title={t('standing.modified', { revision: standing.revision })}
        action={<Button onPress={() => setOpen(true)}>{t('standing.seeLate', { count })}</Button>}
      >
        {t('standing.modifiedText')}
      </Banner>
      {open && <LateChanges standing={standing} onClose={() => setOpen(false)} />}
    </>
  )
})
