/**
 * The screens of joining, devices, hosting and codes: axe finds nothing, every target can be hit, nothing sticks out
 * sideways; in both languages, in light, dark and bay, on a desk's screen, a small window and a tablet held upright.
 */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { shopAnswers } from './stage-shop.ts'
import { STAGE_SCREENS } from './stage-screens.ts'
import { wordsOf } from './words.ts'

const THEMES = ['light', 'dark', 'bay'] as const
const DESK = { width: 1280, height: 800 }
const SIZES = [DESK, { width: 800, height: 600 }, { width: 800, height: 1280 }]
const words = { fr, en }

let browser: Browser
let stage: Stage | undefined
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(() => stage?.close())
afterAll(() => browser?.close())

test.each(STAGE_SCREENS)('$name', async (screen) => {
  for (const locale of ['fr', 'en'] as const) {
    const answers = { ...shopAnswers(), ...screen.answers, 'app.info': { ...screen.info, locale } }
    stage = await openStage({ browser, answers })
    const { page } = stage
    await screen.open(stage, words[locale])
    expect(await wordsOf(locale === 'fr' ? 'en' : 'fr', page), `${locale}: words of the other language`).toEqual([])
    for (const theme of THEMES) {
      await page.evaluate((next) => {
        document.documentElement.dataset['theme'] = next
      }, theme)
      // React Aria puts a hidden way out beside bubbles, in no landmark.
      expect(await axeFindings(page, ['region']), `${locale} ${theme}`).toEqual([])
      for (const size of SIZES) {
        await page.setViewportSize(size)
        const where = `${locale} ${theme} ${size.width} × ${size.height}`
        expect(await page.evaluate(tooSmall), where).toEqual([])
        // A bubble finds its new place a moment after the window has its new size.
        await expect.poll(() => page.evaluate(tooWide), { message: where }).toEqual([])
      }
      await page.setViewportSize(DESK)
    }
    expect(stage.problems).toEqual([])
    await stage.close()
  }
})

/** What is pressed has at least 44 px; a tick inside a label is pressed by its label. */
function tooSmall(): string[] {
  return [...document.querySelectorAll('button, a, input, textarea, [role=menuitem]')]
    .map((control) => control.closest('label') ?? control)
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect()
      const hidden = width <= 1 || height <= 1 || control.closest('.sr-only, [aria-hidden=true], [inert]') !== null
      return !hidden && (height < 43.5 || width < 43.5)
    })
    .map((control) => `${control.tagName} ${control.textContent.slice(0, 40)}`)
}

function tooWide(): string[] {
  return [document.documentElement, ...document.querySelectorAll('main, [role=dialog], [role=dialog] > div')]
    .filter((part) => part.scrollWidth > part.clientWidth)
    .map((part) => `${part.tagName} ${part.scrollWidth} > ${part.clientWidth}`)
}
