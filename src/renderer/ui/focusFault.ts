import { flushSync } from 'react-dom'

/**
 * Shows what is wrong with a form and brings the first faulty field into view, with focus: the button that was pressed
 * may be two screens further down.
 */
export function focusFirstFault(form: HTMLFormElement | null, showFaults: () => void): void {
  flushSync(showFaults)
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
