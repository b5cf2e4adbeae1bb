/** Who is at this device now. People come from the shop document. */
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { AppError, Role } from '../../../contract/index.ts'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useInfo } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { initialsOf } from '../zone-map/marks.tsx'

export function ChoosePerson({ onChosen }: { readonly onChosen?: () => void }) {
  const { t, word } = useWords()
  const desk = useDesk()
  const info = useInfo()
  const { shop, condition } = useShop()
  const [error, setError] = useState<AppError | null>(null)
  const [adding, setAdding] = useState(false)
  const people = (shop?.people ?? [])
    .filter((person) => person.active.value !== false && person.name.value)
    .sort((a, b) => (a.name.value ?? '').localeCompare(b.name.value ?? ''))

  const choose = async (personId: string) => {
    try {
      desk.info.set(await ask(desk.api, 'person.choose', { personId }))
      onChosen?.()
    } catch (cause) {
      setError(errorOf(cause))
    }
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
            <li key={person.id}>
              <AriaButton
                onPress={() => void choose(person.id)}
                className="flex w-full cursor-pointer items-center gap-4 rounded-card border border-line bg-surface p-4 text-left data-[hovered]:border-accent data-[hovered]:bg-accent-soft"
              >
                <span
                  aria-hidden="true"
                  className="flex size-12 items-center justify-center rounded-full bg-accent text-lg font-bold text-accent-ink"
                >
                  {initialsOf(person.name.value ?? '')}
                </span>
                <span>
                  <span className="block text-lg font-semibold">{person.name.value}</span>
                  <span className="text-sm text-ink-soft">{person.role.value && word(ROLES[person.role.value])}</span>
                </span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
      {info?.person?.role === 'admin' && (
        <div>
          <Button icon="plus" onPress={() => setAdding(true)}>
            {t('person.add')}
          </Button>
        </div>
      )}
      {adding && <AddPerson onClose={() => setAdding(false)} />}
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
