/** Which of the sets of tokens.css is on. A wish of this device, not of the shop. */
export const THEMES = ['system', 'light', 'dark', 'bay'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'rpma.theme'
const listeners = new Set<() => void>()
const darkWish = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

let chosen: Theme = readWish()

export const theme = {
  get: (): Theme => chosen,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  choose(next: Theme): void {
    chosen = next
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // A full or forbidden storage costs the wish at the next start, nothing else.
    }
    applyTheme()
    for (const listener of listeners) listener()
  },
}

export function applyTheme(): void {
  const shown = chosen === 'system' ? (darkWish?.matches ? 'dark' : 'light') : chosen
  document.documentElement.dataset['theme'] = shown
}
darkWish?.addEventListener('change', applyTheme)

function readWish(): Theme {
  try {
    const wish = localStorage.getItem(KEY)
    return THEMES.find((each) => each === wish) ?? 'system'
  } catch {
    return 'system'
  }
}
