/**
 * The app's words: i18next with two catalogues that ship with the app. French is the source; `en.ts` fails to
 * compile when a key is missing, and a call fails to compile when a placeholder is not given.
 */
import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Label, Language } from '../../crdt/vocabulary/index.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import type { Key, Values } from './keys.ts'

export type { Key } from './keys.ts'

export async function startI18n(language: Language): Promise<void> {
  await i18next.init({
    lng: language,
    fallbackLng: 'fr',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    resources: { fr: { translation: fr }, en: { translation: en } },
  })
  document.documentElement.lang = language
}

export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** A sentence of the catalogue. Placeholders are required exactly where the French sentence has them. */
export type Translate = <K extends Key>(key: K, ...values: Values<K>) => string

export interface Words {
  readonly t: Translate
  readonly language: Language
  /** A word of the trade, from the domain's own vocabulary. */
  readonly word: (label: Label) => string
}

/** The same object while the language is: what is given words must not be drawn anew for them. */
export function useWords(): Words {
  return useSyncExternalStore(subscribe, currentWords)
}

let words: Words | undefined

function currentWords(): Words {
  const language: Language = i18next.language.startsWith('en') ? 'en' : 'fr'
  if (words?.language !== language) words = wordsOf(language)
  return words
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

/** Every screen is made of them, and most have no placeholder: those are looked up once. */
function wordsOf(language: Language): Words {
  const plain = new Map<string, string>()
  return {
    t: ((key: string, values?: object) => {
      if (values) return i18next.t(key, { ...values })
      let text = plain.get(key)
      if (text === undefined) plain.set(key, (text = i18next.t(key)))
      return text
    }) as Translate,
    language,
    word: (label) => label[language],
  }
}
