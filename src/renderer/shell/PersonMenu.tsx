import { useNavigate } from '@tanstack/react-router'
import { ROLES } from '../../crdt/vocabulary/index.ts'
import { Button as AriaButton, DialogTrigger } from 'react-aria-components'
import { useMe } from '../api/desk.ts'
import { initialsOf } from '../features/zone-map/marks.tsx'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { Bubble } from '../ui/Overlay.tsx'

export function PersonMenu() {
  const { t, word } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  return (
    <DialogTrigger>
      <AriaButton className="flex min-h-touch cursor-pointer items-center gap-2 rounded-full pr-3 pl-1 data-[hovered]:bg-sunken">
        <span
          aria-hidden="true"
          className="flex size-9 items-center justify-center rounded-full bg-accent text-sm font-bold text-accent-ink"
        >
          {initialsOf(me.name)}
        </span>
        <span className="hidden max-w-40 truncate lg:block">{me.name}</span>
        <span className="sr-only lg:hidden">{me.name}</span>
      </AriaButton>
      <Bubble label={me.name}>
        <div className="flex min-w-48 flex-col gap-3">
          <p>
            <span className="block font-semibold">{me.name}</span>
            <span className="text-sm text-ink-soft">{word(ROLES[me.role])}</span>
          </p>
          <Button slot="close" icon="people" onPress={() => void navigate({ to: '/people' })}>
            {t('person.change')}
          </Button>
        </div>
      </Bubble>
    </DialogTrigger>
  )
}
