import { useId } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { Role } from '../../../contract/index.ts'
import { DEVICE_ROLES } from '../../../crdt/protocol/index.ts'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { LABEL } from '../../ui/Field.tsx'
import { Icon } from '../../ui/Icon.tsx'

/** The least first: that is what a new device should have unless somebody means more. */
const ORDER = DEVICE_ROLES.toReversed()

/** A device's role, each with what it means in one line. */
export function RoleChoice({ value, onChange }: { readonly value: Role; readonly onChange: (role: Role) => void }) {
  const { t, word } = useWords()
  const id = useId()
  return (
    <RadioGroup value={value} onChange={(next) => onChange(next as Role)} className="flex flex-col gap-1">
      <Label className={LABEL}>{t('devices.role')}</Label>
      <div className="flex flex-col gap-1.5">
        {ORDER.map((role) => (
          <Radio
            key={role}
            value={role}
            // The word alone is its name; what it means is said after.
            aria-labelledby={`${id}${role}`}
            aria-describedby={`${id}${role}-means`}
            className="relative flex min-h-touch cursor-pointer items-center gap-3 rounded-lg border border-line-strong bg-surface px-3 py-1.5 data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:bg-accent-soft"
          >
            {({ isSelected }) => (
              <>
                <span className="w-4 shrink-0">{isSelected && <Icon name="check" size={16} />}</span>
                <span className="flex flex-col leading-tight">
                  <span id={`${id}${role}`} className={isSelected ? 'font-semibold' : ''}>
                    {word(ROLES[role])}
                  </span>
                  <span id={`${id}${role}-means`} className="text-sm text-ink-soft">
                    {t(`role.means.${role}`)}
                  </span>
                </span>
              </>
            )}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
