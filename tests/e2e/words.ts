/** Which texts of a screen belong to the other language: the app's own words, not what people wrote. */
import type { Page } from 'playwright-core'
import * as vocabulary from '../../src/crdt/vocabulary/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'

type Code = 'fr' | 'en'

/** Texts and accessible names on the screen that are words of `other` and not of the language that is chosen. */
export async function wordsOf(other: Code, window: Page): Promise<readonly string[]> {
  const shown = await window.evaluate(() => {
    const texts = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) texts.add(walker.currentNode.textContent ?? '')
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'aria-description', 'placeholder', 'title', 'alt']) {
        texts.add(element.getAttribute(name) ?? '')
      }
    }
    return [...texts].map((text) => text.trim()).filter((text) => text !== '')
  })
  const theirs = CATALOGUES[other]
  const ours = CATALOGUES[other === 'fr' ? 'en' : 'fr']
  // Their names stay in their own language in the switch between the two.
  const neutral = new Set(['Français', 'English'])
  return shown.filter((text) => !neutral.has(text) && matches(theirs, text) && !matches(ours, text))
}

interface Catalogue {
  readonly plain: ReadonlySet<string>
  readonly patterns: readonly RegExp[]
}

const matches = (catalogue: Catalogue, text: string) =>
  catalogue.plain.has(text) || catalogue.patterns.some((pattern) => pattern.test(text))

const labels = labelsIn(vocabulary)
const CATALOGUES: Record<Code, Catalogue> = {
  fr: catalogueOf([...Object.values(fr), ...labels.map((label) => label.fr)]),
  en: catalogueOf([...Object.values(en), ...labels.map((label) => label.en)]),
}

function catalogueOf(sentences: readonly string[]): Catalogue {
  const templates = sentences.filter((sentence) => sentence.includes('{{'))
  return {
    plain: new Set(sentences.filter((sentence) => !sentence.includes('{{'))),
    patterns: templates
      // « {{item}} : {{value}} » is no sentence of any language: five letters of its own make one.
      .filter((template) => /\p{L}{5}/u.test(template.replace(/\{\{\w+\}\}/g, ' ')))
      .map(
        (template) =>
          new RegExp(
            `^${template
              .split(/\{\{\w+\}\}/)
              .map(literally)
              .join('.+')}$`,
            'su',
          ),
      ),
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

function labelsIn(value: unknown): { fr: string; en: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const { fr: french, en: english } = value as { fr?: unknown; en?: unknown }
  if (typeof french === 'string' && typeof english === 'string') return [{ fr: french, en: english }]
  return Object.values(value).flatMap(labelsIn)
}
