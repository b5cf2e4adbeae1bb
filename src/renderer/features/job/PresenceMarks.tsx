/** Who else is in this job: as faces in its header, as a banner on a zone, as a line under a field. */
import { useState } from 'react'
import { Button as AriaButton, DialogTrigger } from 'react-aria-components'
import { useDeviceName } from '../../api/devices.ts'
import { useMe } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import type { Words } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { Banner } from '../../ui/Feedback.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Bubble } from '../../ui/Overlay.tsx'
import { initialsOf } from '../zone-map/marks.tsx'
import { usePeopleHere } from './presence.ts'
import type { PersonHere } from './presence.ts'
import { useZoneName } from './zoneName.ts'
import type { ZoneName } from './zoneName.ts'

const FACES = 3

/** A tap says who is where. */
export function PeopleFaces() {
  const { t } = useWords()
  const here = usePeopleHere()
  const people = [...new Map(here.toReversed().map((each) => [each.id, each])).values()].toReversed()
  if (people.length === 0) return null
  return (
    <DialogTrigger>
      <AriaButton className="flex min-h-touch min-w-touch cursor-pointer items-center justify-center rounded-lg px-1 data-[hovered]:bg-sunken">
        <span className="sr-only">{t('presence.here', { names: people.map((each) => each.name).join(', ') })}</span>
        {people.slice(0, FACES).map((each) => (
          <Face key={each.id} person={each} />
        ))}
        {people.length > FACES && (
          <span aria-hidden="true" className="pl-1 text-sm font-semibold">
            +{people.length - FACES}
          </span>
        )}
      </AriaButton>
      <Bubble label={t('presence.title')}>
        <ul className="flex min-w-56 flex-col gap-3">
          {here.map((each) => (
            <PersonLine key={`${each.id}/${each.zone}`} person={each} />
          ))}
        </ul>
      </Bubble>
    </DialogTrigger>
  )
}

/** Whoever is away has a hollow face: the sign is not the colour alone. */
function Face({ person }: { readonly person: PersonHere }) {
  return (
    <span
      aria-hidden="true"
      className={classes(
        '-ml-1.5 flex size-8 items-center justify-center rounded-full border-2 text-xs font-bold first:ml-0',
        person.idle
          ? 'border-dashed border-line-strong bg-surface text-ink-soft'
          : 'border-surface bg-accent text-accent-ink',
      )}
    >
      {initialsOf(person.name)}
    </span>
  )
}

function PersonLine({ person }: { readonly person: PersonHere }) {
  const words = useWords()
  const { t } = words
  const me = useMe()
  const deviceName = useDeviceName()
  const where = placeText(person, words, useZoneName())
  return (
    <li className="flex items-center gap-3">
      <Face person={person} />
      <span className="min-w-0">
        <span className="block font-semibold">{person.id === me.id ? t('presence.self') : person.name}</span>
        <span className="block text-sm text-ink-soft">
          {[person.device && deviceName(person.device), where].filter(Boolean).join(' · ')}
        </span>
        {person.idle && <span className="block text-sm text-ink-soft">{t('presence.idle')}</span>}
      </span>
    </li>
  )
}

function placeText({ tab, zone }: PersonHere, { t }: Words, zoneName: ZoneName): string {
  if (zone !== null) return zoneName(zone)
  return tab === null ? '' : t(`tab.${tab}`)
}

/**
 * The soft lock of a zone: it warns and holds nobody back. Whoever goes on has read it; it comes again when
 * somebody else arrives.
 */
export function ZoneWarning({ here }: { readonly here: readonly PersonHere[] }) {
  const { t } = useWords()
  const me = useMe()
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set())
  const active = here.filter((each) => !each.idle)
  const names = (people: readonly PersonHere[]) =>
    people.map((each) => (each.id === me.id ? t('presence.self') : each.name)).join(', ')
  const idle = here.filter((each) => each.idle)
  const news = active.filter((each) => !passed.has(each.id))
  if (news.length > 0) {
    return (
      <Banner
        tone="warn"
        title={t('presence.zone', { names: names(active), count: active.length })}
        action={<Button onPress={() => setPassed(new Set(active.map((each) => each.id)))}>{t('presence.goOn')}</Button>}
      >
        {t('presence.zoneText')}
      </Banner>
    )
  }
  if (active.length + idle.length === 0) return null
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-ink-soft">
      <Icon name="people" size={18} />
      {active.length > 0
        ? t('presence.zone', { names: names(active), count: active.length })
        : t('presence.zoneIdle', { names: names(idle) })}
    </p>
  )
}

/** « Inès écrit ici »: a hint, since whatever both write is kept. */
export function FieldPeople({ field }: { readonly field: string }) {
  const { t } = useWords()
  const here = usePeopleHere().filter((each) => each.field === field && !each.idle)
  if (here.length === 0) return null
  return (
    <p role="status" className="flex items-center gap-1.5 text-sm text-warn">
      <Icon name="people" size={16} />
      {t('presence.field', { names: [...new Set(here.map((each) => each.name))].join(', ') })}
    </p>
  )
}
