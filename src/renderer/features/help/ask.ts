/** Who asks for help is in the header, a menu or the palette; it is opened in one place. */
const ASKED = 'rpma-help'

export function askForHelp(): void {
  window.dispatchEvent(new Event(ASKED))
}

/** Returns what stops it. */
export function onHelpAsked(listener: () => void): () => void {
  window.addEventListener(ASKED, listener)
  return () => window.removeEventListener(ASKED, listener)
}
