/**
 * `node scripts/run.mjs tests/renderer/harness/look.ts OUT [light|dark|bay]`: walks through the screens of the
 * demonstration shop in both languages, all themes and two sizes, leaves a picture of each, to be judged by eye,
 * and says what axe finds and what sticks out sideways. Not a test: tests look at rules, people at pictures.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { setup } from '../../e2e/global-setup.ts'
import { launchDesktop } from '../../e2e/launch.ts'

const out = path.resolve(process.argv[2] ?? 'tmp/look')
const only = process.argv[3]
const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
]
const LOOKS = [
  { language: 'fr', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'fr', theme: 'bay' },
] as const

await mkdir(out, { recursive: true })
await setup()
for (const { language, theme } of LOOKS) {
  if (only === undefined || only === theme) await walk(language, theme)
}

async function walk(language: 'fr' | 'en', theme: string): Promise<void> {
  const desktop = await launchDesktop()
  const page = desktop.window
  await page.setViewportSize(SIZES[0]!)
  await page.getByRole('button', { name: /^(Langue|Language)/ }).click()
  await page.getByRole('menuitemradio', { name: language === 'fr' ? 'Français' : 'English' }).click()
  await page.evaluate((wanted) => {
    document.documentElement.dataset['theme'] = wanted
  }, theme)
  const look = async (name: string) => {
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.waitForTimeout(300)
      await page.screenshot({ path: path.join(out, `${name}-${language}-${theme}-${size.width}.png`) })
      await report(page, `${name} ${language} ${theme} ${size.width}`)
    }
    await page.setViewportSize(SIZES[0]!)
  }
  const go = async (hash: string) => {
    await page.evaluate((next) => {
      location.hash = next
    }, hash)
    await page.waitForTimeout(400)
  }

  await look('01-first-run')
  await page.getByRole('button', { name: /démonstration|demonstration/ }).click()
  await page.getByRole('link', { name: /Tesla/ }).waitFor()
  await look('02-jobs')
  await page.getByRole('searchbox').fill('zzzz')
  await page.waitForTimeout(400)
  await look('03-jobs-none')
  await go('#/new')
  await look('04-new-job')
  await go('#/people')
  await look('05-people')
  await go('#/')
  await page.getByRole('link', { name: /Porsche/ }).click()
  await page.getByRole('tab').first().waitFor()
  await page.waitForTimeout(500)
  const job = await page.evaluate(() => location.hash.split('?')[0])
  await look('06-zones')
  await go(`${job}?tab=zones&zone=hood`)
  await look('07-zone-hood')
  for (const tab of ['details', 'lists', 'conditions', 'defects', 'photos', 'notes', 'conflicts', 'closing']) {
    await go(`${job}?tab=${tab}`)
    await look(`08-${tab}`)
  }
  for (const problem of desktop.problems) console.log(`page: ${problem}`)
  await desktop.close()
}

async function report(page: Page, name: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (wide > 0) console.log(`${name}: ${wide} px too wide`)
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe
    const { violations: found } = await run.run()
    return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(' | ')}`)
  })
  for (const violation of violations) console.log(`${name}: ${violation}`)
}
