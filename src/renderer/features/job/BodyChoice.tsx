import { Label, Radio, RadioGroup } from 'react-aria-components'
import { BODY_TYPES } from '../../../crdt/vocabulary/index.ts'
import type { BodyType } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { LABEL } from '../../ui/Field.tsx'
import { BodyPicture } from '../zone-map/BodyPicture.tsx'

export interface BodyChoiceProps {
  readonly value: BodyType | null
  readonly onChange: (body: BodyType) => void
  readonly disabled?: boolean
}

/** Which drawing the vehicle gets, chosen by its picture. */
export function BodyChoice({ value, onChange, disabled }: BodyChoiceProps) {
  const { t, word } = useWords()
  return (
    <RadioGroup
      className="flex min-w-0 flex-col gap-1"
      value={value}
      onChange={(next) => onChange(next as BodyType)}
      orientation="horizontal"
      isDisabled={disabled ?? false}
    >
      <Label className={LABEL}>{t('vehicle.body')}</Label>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-3">
        {(Object.keys(BODY_TYPES) as BodyType[]).map((id) => (
          <Radio
            key={id}
            value={id}
            className={
              'relative flex min-h-touch cursor-pointer flex-col items-center gap-1 rounded-lg border-2 border-line bg-surface p-2 text-center text-sm ' +
              'data-[disabled]:cursor-default data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:bg-accent-soft data-[selected]:font-semibold'
            }
          >
            <BodyPicture body={id} />
            {word(BODY_TYPES[id])}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
