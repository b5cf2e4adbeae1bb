/** Who is at this device now. People come from the shop document. */
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { AppError, Role } from '../../../contract/index.ts'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useInfo } from '../../api/desk.ts'
import { rightsOf } from '../../api/rights.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { initialsOf } from '../zone-map/marks.tsx'
import { PinDialog } from './PinDialog.tsx'
import { RemovePinDialog } from './RemovePinDialog.tsx'

interface Named {
  readonly personId: string
  readonly name: string
}

export function ChoosePerson({ onChosen }: { readonly onChosen?: () => void }) {
  const { t, word } = useWords()
  const desk = useDesk()
  const info = useInfo()
  const { shop, condition } = useShop()
  const [error, setError] = useState<AppError | null>(null)
  const [adding, setAdding] = useState(false)
  /** Whose code is asked for, and whose an administrator takes away. */
  const [coded, setCoded] = useState<Named | null>(null)
  const [removing, setRemoving] = useState<Named | null>(null)
  const here = info?.person
  const isAdmin = here ? rightsOf(here.role, info.device.role).role === 'admin' : false
  const people = (shop?.people ?? [])
    .filter((person) => person.active.value !== false && person.name.value)
    .sort((a, b) => (a.name.value ?? '').localeCompare(b.name.value ?? ''))

  const choose = async (personId: string, pin?: string): Promise<AppError | null> => {
    try {
      desk.info.set(await ask(desk.api, 'person.choose', { personId, ...(pin === undefined ? {} : { pin }) }))
      onChosen?.()
      return null
    } catch (cause) {
      return errorOf(cause)
    }
  }
  const press = async (personId: string, name: string) => {
    setError(null)
    if (info?.pins.includes(personId)) return setCoded({ personId, name })
    const refused = await choose(personId)
    // The code may be younger than what this window knows.
    if (refused?.kind === 'pin-needed') setCoded({ personId, name })
    else setError(refused)
  }

  return (
    <main className="mx-auto flex h-full min-h-0 w-full max-w-3xl flex-col gap-5 overflow-auto p-6">
      <div>
        <h1 className="text-2xl font-bold">{t('person.who')}</h1>
        <p className="mt-1 text-ink-soft">{t('person.why', { device: info?.device.name ?? '' })}</p>
      </div>
      {error && <Problem error={error} />}
      {condition?.error && <Problem error={condition.error} />}
      {people.length === 0 ? (
        <EmptyState icon="people" title={t('person.none')}>
          {t('person.noneText')}
        </EmptyState>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2">
          {people.map((person) => (
            <li key={person.id} className="flex flex-col gap-1">
              <AriaButton
                onPress={() => void press(person.id, person.name.value ?? '')}
                className="flex w-full min-w-0 cursor-pointer items-center gap-4 rounded-card border border-line bg-surface p-4 text-left data-[hovered]:border-accent data-[hovered]:bg-accent-soft"
              >
                <span
                  aria-hidden="true"
                  className="flex size-12 items-center justify-center rounded-full bg-accent text-lg font-bold text-accent-ink"
                >
                  {initialsOf(person.name.value ?? '')}
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-lg font-semibold">{person.name.value}</span>
                  <span className="text-sm text-ink-soft">{person.role.value && word(ROLES[person.role.value])}</span>
                </span>
                {info?.pins.includes(person.id) && (
                  <span className="text-ink-soft">
                    <Icon name="lock" />
                    <span className="sr-only">{t('pin.has')}</span>
                  </span>
                )}
              </AriaButton>
              {isAdmin && person.id !== here?.id && info?.pins.includes(person.id) && (
                <span className="self-end">
                  <Button
                    kind="faint"
                    aria-label={t('pin.removeOf', { name: person.name.value ?? '' })}
                    onPress={() => setRemoving({ personId: person.id, name: person.name.value ?? '' })}
                  >
                    {t('pin.removeAction')}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {isAdmin && (
        <div>
          <Button icon="plus" onPress={() => setAdding(true)}>
            {t('person.add')}
          </Button>
        </div>
      )}
      {adding && <AddPerson onClose={() => setAdding(false)} />}
      {coded && (
        <PinDialog name={coded.name} onPin={(pin) => choose(coded.personId, pin)} onClose={() => setCoded(null)} />
      )}
      {removing && <RemovePinDialog {...removing} onClose={() => setRemoving(null)} />}
    </main>
  )
}

function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const { t, word } = useWords()
  const desk = useDesk()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('technician')
  const [error, setError] = useState<AppError | null>(null)
  const add = async () => {
    if (!name.trim()) return
    try {
      await ask(desk.api, 'person.add', { name: name.trim(), role })
      onClose()
    } catch (cause) {
      setError(errorOf(cause))
    }
  }
  return (
    <DialogBox
      title={t('person.add')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={() => void add()} isDisabled={!name.trim()}>
            {t('action.add')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error && <Problem error={error} />}
        <TextInput label={t('person.name')} value={name} onChange={setName} required autoFocus maxLength={80} />
        <Segments
          label={t('person.role')}
          value={role}
          onChange={setRole}
          options={(['technician', 'supervisor', 'admin', 'viewer'] as const).map((id) => ({
            id,
            label: word(ROLES[id]),
          }))}
        />
      </div>
    </DialogBox>
  )
}
