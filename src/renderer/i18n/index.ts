/**
 * The app's words: i18next with two catalogues that ship with the app. French is the source; `en.ts` fails to
 * compile when a key is missing, and a call fails to compile when a placeholder is not given.
 */
import i18next from 'i18next'
import { useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Label, Language } from '../../crdt/vocabulary/index.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import type { Key, Values } from './keys.ts'

export type { Key } from './keys.ts'

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
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

export function useWords(): Words {
  const { t, i18n } = useTranslation()
  const language: Language = i18n.language.startsWith('en') ? 'en' : 'fr'
  // The same object while the language is: what is given words must not be drawn anew for them.
  return useMemo(
    () => ({
      t: ((key: string, values?: object) => t(key, { ...values })) as Translate,
      language,
      word: (label) => label[language],
    }),
    [t, language],
  )
}
