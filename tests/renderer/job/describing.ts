/** The catalogues' words without React, for what puts facts into words. */
import type { Language } from '../../../src/crdt/vocabulary/index.ts'
import type { Describing } from '../../../src/renderer/features/job/describe.ts'
import { en } from '../../../src/renderer/i18n/en.ts'
import { fr } from '../../../src/renderer/i18n/fr.ts'

export function describing(language: Language): Describing {
  const words: Readonly<Record<string, string>> = language === 'fr' ? fr : en
  return {
    language,
    word: (label) => label[language],
    t: ((key: string, values: Record<string, string> = {}) => {
      const text = words[key]
      if (text === undefined) throw new Error(`no word for ${key}`)
      return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))
    }) as Describing['t'],
    personName: (id) => (id === 'p1' ? 'Ana' : '?'),
    view: null,
    clientName: () => undefined,
    vehicleName: () => undefined,
  }
}
