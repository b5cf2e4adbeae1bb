import { useSyncExternalStore } from 'react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { Language } from '../../crdt/vocabulary/index.ts'
import { useDesk } from '../api/desk.ts'
import { changeLanguage, useWords } from '../i18n/index.ts'
import { theme, THEMES } from '../theme/theme.ts'
import type { Theme } from '../theme/theme.ts'
import { Icon } from '../ui/Icon.tsx'
import type { IconName } from '../ui/Icon.tsx'

const LANGUAGES: readonly Language[] = ['fr', 'en']

export function LanguageSwitch() {
  const { t, language } = useWords()
  const { api } = useDesk()
  const choose = (next: Language) => {
    void changeLanguage(next)
    // The wish is main's to keep; not keeping it costs the language at the next start, nothing else.
    void api.call('app.setLocale', { locale: next }).catch(() => undefined)
  }
  return (
    <PickMenu
      icon="language"
      label={t('language.label')}
      shown={language.toUpperCase()}
      value={language}
      options={LANGUAGES.map((id) => ({ id, label: t(`language.${id}`) }))}
      onChoose={choose}
    />
  )
}

export function ThemeSwitch() {
  const { t } = useWords()
  const chosen = useSyncExternalStore(theme.subscribe, theme.get)
  return (
    <PickMenu
      icon="theme"
      label={t('theme.label')}
      value={chosen}
      options={THEMES.map((id: Theme) => ({ id, label: t(`theme.${id}`) }))}
      onChoose={theme.choose}
    />
  )
}

interface PickMenuProps<T extends string> {
  readonly icon: IconName
  readonly label: string
  readonly shown?: string
  readonly value: T
  readonly options: readonly { readonly id: T; readonly label: string }[]
  readonly onChoose: (value: T) => void
}

export function PickMenu<T extends string>({ icon, label, shown, value, options, onChoose }: PickMenuProps<T>) {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={shown === undefined ? label : `${label} – ${shown}`}
        className="flex min-h-touch min-w-touch cursor-pointer items-center justify-center gap-1.5 rounded-lg px-2 text-sm data-[hovered]:bg-sunken"
      >
        <Icon name={icon} />
        {shown}
      </AriaButton>
      <Popover className="min-w-48 rounded-card border border-line bg-surface shadow-raised">
        <Menu
          aria-label={label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[value]}
          onSelectionChange={(keys) => {
            const next = keys === 'all' ? undefined : [...keys][0]
            if (next !== undefined) onChoose(String(next) as T)
          }}
          className="p-1"
        >
          {options.map((option) => (
            <MenuItem
              key={option.id}
              id={option.id}
              textValue={option.label}
              className="flex min-h-touch cursor-pointer items-center gap-2 rounded-lg px-3 data-[focused]:bg-sunken data-[selected]:font-semibold"
            >
              <span className="w-4">{option.id === value && <Icon name="check" size={16} />}</span>
              {option.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
