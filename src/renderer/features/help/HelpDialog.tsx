/** The guide over the screen. A file of its own, loaded when it is asked for: starting costs nothing of it. */
import { useEffect, useRef, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useWords } from '../../i18n/index.ts'
import { classes } from '../../ui/classes.ts'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import type { Block, Inline } from './markdown.ts'
import { findPages, PAGES, pictureUrl } from './pages.ts'
import { isTopic } from './topics.ts'
import type { Topic } from './topics.ts'

export interface HelpDialogProps {
  readonly start: Topic
  readonly onClose: () => void
}

export default function HelpDialog({ start, onClose }: HelpDialogProps) {
  const { t, language } = useWords()
  const [topic, setTopic] = useState(start)
  const [typed, setTyped] = useState('')
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In braces: what it answers, a promise in newer Chromium, is nothing that React should call.
    top.current?.scrollTo(0, 0)
  }, [topic])
  const found = findPages(typed)
  const page = PAGES.find((each) => each.topic === topic) ?? PAGES[0]!
  return (
    <DialogBox title={t('help.title')} open size="wide" onClose={onClose} closeLabel={t('action.close')}>
      <div className="flex flex-col gap-4 sm:flex-row">
        <div className="flex shrink-0 flex-col gap-2 sm:w-60">
          <TextInput label={t('help.search')} value={typed} onChange={setTyped} />
          {language !== 'fr' && <p className="text-sm text-ink-soft">{t('help.language')}</p>}
          {found.length === 0 && <p role="status">{t('help.none')}</p>}
          <nav aria-label={t('help.pages')} className="max-h-52 overflow-auto sm:max-h-[60vh]">
            <ul>
              {found.map((each) => (
                <li key={each.topic}>
                  <AriaButton
                    lang="fr"
                    aria-current={each.topic === topic ? 'page' : 'false'}
                    onPress={() => setTopic(each.topic)}
                    className={classes(
                      'flex min-h-touch w-full cursor-pointer items-center rounded-lg px-3 text-left data-[hovered]:bg-sunken',
                      each.topic === topic && 'bg-accent-soft font-semibold',
                    )}
                  >
                    {each.title}
                  </AriaButton>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        {/* Reached with Tab, so that it can be read on without a pointer. */}
        <div
          ref={top}
          tabIndex={0}
          role="region"
          aria-label={page.title}
          lang="fr"
          className="relative flex min-w-0 flex-1 flex-col gap-3 overflow-auto sm:max-h-[70vh]"
        >
          <h3 className="text-xl font-bold">{page.title}</h3>
          {page.blocks.map((block, index) => (
            <BlockView key={`${topic}/${index}`} block={block} onTopic={setTopic} />
          ))}
        </div>
      </div>
    </DialogBox>
  )
}

interface BlockProps {
  readonly block: Block
  readonly onTopic: (topic: Topic) => void
}

function BlockView({ block, onTopic }: BlockProps) {
  const line = (content: readonly Inline[]) =>
    content.map((part, index) => <Part key={index} part={part} onTopic={onTopic} />)
  switch (block.kind) {
    case 'heading':
      return <h4 className="pt-2 text-lg font-semibold">{line(block.content)}</h4>
    case 'paragraph':
      return <p>{line(block.content)}</p>
    case 'picture': {
      const url = pictureUrl(block.file)
      return url === undefined ? null : (
        <img src={url} alt={block.alt} loading="lazy" className="w-full rounded-lg border border-line" />
      )
    }
    case 'steps':
    case 'list': {
      const List = block.kind === 'steps' ? 'ol' : 'ul'
      return (
        <List className={classes('flex flex-col gap-1.5 pl-6', block.kind === 'steps' ? 'list-decimal' : 'list-disc')}>
          {block.items.map((item, index) => (
            <li key={index}>{line(item)}</li>
          ))}
        </List>
      )
    }
  }
}

/** A link leads to another page of the guide; to anywhere else it is only its words: help has no network. */
function Part({ part, onTopic }: { readonly part: Inline; readonly onTopic: (topic: Topic) => void }) {
  if (part.kind === 'text') return part.text
  const topic = part.to.replace(/\.md$/, '')
  if (!isTopic(topic)) return part.text
  return (
    <AriaButton onPress={() => onTopic(topic)} className="cursor-pointer text-accent underline underline-offset-2">
      {part.text}
    </AriaButton>
  )
}
