import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay, Popover } from 'react-aria-components'
import { classes } from './classes.ts'
import { IconButton } from './Button.tsx'

export interface DialogBoxProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly closeLabel: string
  readonly children: ReactNode
  /** Buttons, the main one last. */
  readonly actions?: ReactNode
  /** `screen`: all of the window, for what is looked at. */
  readonly size?: 'normal' | 'wide' | 'screen'
  /** For long forms: a tap beside the dialog must not throw them away. */
  readonly keepOpen?: boolean
}

export function DialogBox({ title, open, onClose, closeLabel, children, actions, size, keepOpen }: DialogBoxProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable={!keepOpen}
      className="fixed inset-0 z-40 flex items-center justify-center bg-black/45 p-3"
    >
      <Modal
        className={classes(
          'flex max-h-full w-full overflow-hidden rounded-card border border-line bg-surface shadow-raised',
          size === 'screen' ? 'h-full' : size === 'wide' ? 'max-w-3xl' : 'max-w-lg',
        )}
      >
        <Dialog className="flex h-full max-h-[calc(100vh-1.5rem)] min-h-0 w-full flex-col">
          <header className="flex items-center justify-between gap-2 border-b border-line py-2 pr-2 pl-5">
            <Heading slot="title" className="text-lg font-semibold">
              {title}
            </Heading>
            <IconButton icon="cross" label={closeLabel} onPress={onClose} />
          </header>
          <div className="relative min-h-0 flex-1 overflow-auto p-5">{children}</div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line p-3">{actions}</footer>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export function Bubble({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Popover className="max-w-sm rounded-card border border-line bg-surface shadow-raised" offset={6}>
      <Dialog aria-label={label} className="max-h-[inherit] overflow-auto p-4">
        {children}
      </Dialog>
    </Popover>
  )
}

export interface FullScreenProps {
  readonly title: string
  readonly children: ReactNode
  /** Buttons, the main one last. The only way out: neither a tap beside nor Escape closes it. */
  readonly actions: ReactNode
}

/** All of the window, for somebody to whom the device is handed: nothing else of the app is within reach. */
export function FullScreen({ title, children, actions }: FullScreenProps) {
  return (
    <ModalOverlay isOpen isDismissable={false} isKeyboardDismissDisabled className="fixed inset-0 z-60 bg-ground">
      <Modal className="h-full w-full">
        <Dialog className="flex h-full w-full flex-col">
          <Heading slot="title" className="border-b border-line bg-surface px-5 py-3 text-xl font-bold">
            {title}
          </Heading>
          <div className="min-h-0 flex-1 overflow-auto">{children}</div>
          <footer className="flex flex-wrap justify-between gap-3 border-t border-line bg-surface p-3 [&_button]:min-h-16 [&_button]:min-w-40 [&_button]:text-lg">
            {actions}
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
