/** Neither of the two: somebody looked again and says what it is. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { parseDecimal } from './decimal.ts'
import type { Json } from '../../../crdt/ledger/index.ts'
import { ask } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Choice, Segments } from '../../ui/Choice.tsx'
import { DateTimeInput } from '../../ui/DateTimeInput.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput } from '../../ui/NumberInput.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import type { Describing } from '../job/describe.ts'
import { useKeypadWords } from '../job/useKeypadWords.ts'
import { decoderIn, editorOf } from './editorOf.ts'
import type { Choosable, Editor, Known } from './editorOf.ts'

export interface ThirdAnswerProps {
  readonly document: string
  readonly item: string
  /** What it is about, in words. */
  readonly name: string
  readonly about: Describing
  /** What stands, in words: whoever writes a third sees the others. */
  readonly standing: readonly string[]
  readonly onAnswer: (value: Json, why: string | undefined) => void
  readonly onClose: () => void
}

export function ThirdAnswer({ document, item, name, about, standing, onAnswer, onClose }: ThirdAnswerProps) {
  const { t } = about
  const editor = editorOf(document, item, about, useKnown())
  const [value, setValue] = useState<Json | undefined>()
  const [why, setWhy] = useState('')
  const [tried, setTried] = useState(false)
  const readable = value !== undefined && decoderIn(document, item)?.(value) !== undefined
  const go = () => {
    setTried(true)
    if (!readable) return
    onAnswer(value, why.trim() === '' ? undefined : why.trim())
    onClose()
  }
  if (!editor) return null
  return (
    <DialogBox
      title={t('decide.third')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      keepOpen
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" icon="check" onPress={go}>
            {t('decide.decide')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>
          <span className="block font-semibold">{name}</span>
          <span className="text-sm text-ink-soft">{t('decide.instead', { values: standing.join(' / ') })}</span>
        </p>
        <AnswerEditor
          editor={editor}
          label={t('decide.answer')}
          about={about}
          onValue={setValue}
          error={tried && !readable ? t('decide.fault') : undefined}
        />
        <TextInput label={t('decide.why')} value={why} onChange={setWhy} lines={2} maxLength={500} />
      </div>
    </DialogBox>
  )
}

interface AnswerEditorProps {
  readonly editor: Editor
  readonly label: string
  readonly about: Describing
  /** Undefined: nothing that could be said yet. */
  readonly onValue: (value: Json | undefined) => void
  readonly error: string | undefined
}

function AnswerEditor(props: AnswerEditorProps) {
  const { editor, label, about, onValue, error } = props
  const keypad = useKeypadWords()
  const [typed, setTyped] = useState('')
  const [time, setTime] = useState<number>()
  switch (editor.kind) {
    case 'choice':
      return <Options {...props} options={editor.options} few={editor.few} />
    case 'client':
    case 'vehicle':
      return <ClientOptions {...props} of={editor.kind} />
    case 'number':
      return (
        <NumberInput
          label={label}
          unit={editor.unit}
          decimal={editor.decimal}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            onValue(parseDecimal(next, editor.scale))
          }}
          words={keypad}
          error={error}
          required
        />
      )
    case 'text':
      return (
        <TextInput
          label={label}
          value={typed}
          lines={editor.lines}
          maxLength={2000}
          onChange={(next) => {
            setTyped(next)
            onValue(next.trim() === '' ? undefined : editor.read(next))
          }}
          error={error}
          required
        />
      )
    case 'time':
      return (
        <DateTimeInput
          label={label}
          value={time}
          onChange={(next) => {
            setTime(next)
            onValue(next)
          }}
          error={error}
        />
      )
    case 'reason':
      return <Reason label={label} none={editor.none} about={about} onValue={onValue} error={error} />
  }
}

function Options(props: AnswerEditorProps & { readonly options: readonly Choosable[]; readonly few: boolean }) {
  const { options, few, label, onValue, error } = props
  const [chosen, setChosen] = useState<string | null>(null)
  const given = {
    label,
    value: chosen,
    error,
    required: true,
    options: options.map((option, index) => ({ id: String(index), label: option.label })),
    onChange: (id: string) => {
      setChosen(id)
      onValue(options[Number(id)]?.value)
    },
  }
  return few ? (
    <div className="flex flex-col gap-1">
      <Segments {...given} />
      {error !== undefined && <p className="text-sm font-medium text-bad">{error}</p>}
    </div>
  ) : (
    <Choice {...given} />
  )
}

/** All clients of this device by name; their vehicles by plate. */
function ClientOptions(props: AnswerEditorProps & { readonly of: 'client' | 'vehicle' }) {
  const { api } = useDesk()
  const clients = useQuery({
    queryKey: ['clients', 'choice'],
    queryFn: () => ask(api, 'clients.list', { search: '', limit: 200 }),
  })
  const options = (clients.data ?? []).flatMap((client) =>
    props.of === 'client'
      ? [{ value: client.id, label: client.name || client.company }]
      : client.vehicles.map((vehicle) => ({
          value: vehicle.id,
          label: [vehicle.plate, vehicle.label, client.name].filter(Boolean).join(' · '),
        })),
  )
  return <Options {...props} options={options} few={false} />
}

function Reason(props: Omit<AnswerEditorProps, 'editor'> & { readonly none: string }) {
  const { none, about, label, onValue, error } = props
  const [isNone, setNone] = useState(false)
  const [reason, setReason] = useState('')
  const say = (nothing: boolean, text: string) => {
    setNone(nothing)
    setReason(text)
    onValue(nothing ? null : text.trim() === '' ? undefined : { reason: text.trim() })
  }
  return (
    <div className="flex flex-col gap-3">
      <Switch label={none} on={isNone} onChange={(next) => say(next, reason)} />
      {!isNone && (
        <TextInput
          label={`${label} – ${about.t('reason.label')}`}
          value={reason}
          onChange={(next) => say(false, next)}
          lines={2}
          maxLength={500}
          error={error}
          required
        />
      )}
    </div>
  )
}

function useKnown(): Known {
  const { shop } = useShop()
  return {
    films: (shop?.films ?? []).map((film) => ({
      value: film.id,
      label: [film.brand.value, film.range.value].filter(Boolean).join(' ') || film.id,
    })),
    rolls: (shop?.rolls ?? []).map((roll) => ({
      value: roll.id,
      label: roll.serial.value || roll.lot.value || roll.id,
    })),
  }
}
