/** Ctrl+K: to any screen, job, part or zone by a few letters, without a pointer. */
import { useState } from 'react'
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { useWords } from '../../i18n/index.ts'
import { classes } from '../../ui/classes.ts'
import { BOX } from '../../ui/Field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useCommands } from './commands.ts'
import type { Command } from './commands.ts'
import { Keycap } from './ShortcutList.tsx'

export interface PaletteProps {
  readonly jobId: string | null
  readonly onClose: () => void
  readonly onShortcuts: () => void
}

export function Palette({ jobId, onClose, onShortcuts }: PaletteProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const sections = useCommands(typed.trim(), jobId, onShortcuts)
  const run = (id: string) => {
    onClose()
    sections
      .flatMap((section) => section.commands)
      .find((command) => command.id === id)
      ?.run()
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-black/45 p-3 pt-[8vh]"
    >
      <Modal className="flex max-h-[80vh] w-full max-w-xl overflow-hidden rounded-card border border-line bg-surface shadow-raised">
        <Dialog aria-label={t('palette.title')} className="flex min-h-0 w-full flex-col">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField
              aria-label={t('palette.title')}
              autoFocus
              className="relative flex items-center border-b border-line p-3"
            >
              <span className="pointer-events-none absolute left-6 text-ink-soft">
                <Icon name="search" />
              </span>
              <Input
                placeholder={t('palette.hint')}
                spellCheck={false}
                className={classes(BOX, 'pl-11 [&::-webkit-search-cancel-button]:hidden')}
              />
            </SearchField>
            {/* The field keeps the focus and leads through the list by arrows; with Tab the list can be scrolled alone. */}
            <div tabIndex={0} className="relative min-h-0 flex-1 overflow-auto">
              <Menu
                aria-label={t('palette.title')}
                items={sections}
                onAction={(id) => run(String(id))}
                className="p-2"
                renderEmptyState={() => <p className="p-4 text-ink-soft">{t('palette.none')}</p>}
              >
                {(section) => (
                  <MenuSection id={section.id}>
                    <Header className="px-3 pt-2 pb-1 text-sm font-semibold text-ink-soft">{section.title}</Header>
                    <Collection items={section.commands}>{(command) => <CommandItem command={command} />}</Collection>
                  </MenuSection>
                )}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function CommandItem({ command }: { readonly command: Command }) {
  return (
    <MenuItem
      id={command.id}
      textValue={command.label}
      className="flex min-h-touch cursor-pointer items-center gap-3 rounded-lg px-3 py-1 data-[focused]:bg-accent-soft data-[focused]:outline-none"
    >
      <span className="text-ink-soft">
        <Icon name={command.icon} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{command.label}</span>
        {command.detail && <span className="block truncate text-sm text-ink-soft">{command.detail}</span>}
      </span>
      {command.keys && (
        <span aria-hidden="true" className="flex gap-1">
          {command.keys.map((key) => (
            <Keycap key={key}>{key}</Keycap>
          ))}
        </span>
      )}
    </MenuItem>
  )
}
