/**
 * `npm run screenshots -- [--out DIR] [--only TEXT] [--readme]`: every screen of the demonstration shop in both
 * languages, both looks and two sizes, as PNG files to be looked at. `--readme` also renews the README's pictures.
 * It stands here and not in scripts/ because it uses the tests' hands, and nobody imports tests.
 */
import { copyFile, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { drawPicture } from '../../scripts/demo/picture.ts'
import { checkZone } from '../../src/crdt/job/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { setup } from './global-setup.ts'
import {
  choose,
  chooseFiles,
  chooseLanguage,
  chooseTheme,
  fill,
  openDemoShop,
  openJob,
  openTab,
  openZone,
  pick,
} from './hands.ts'
import { launchDesktop } from './launch.ts'
import { STAGE_SCREENS } from './stage-screens.ts'
import { shopAnswers } from './stage-shop.ts'
import { launchBrowser, openStage } from './stage.ts'
import { readJob, writeApart } from './main-records.ts'
import type { TestFile } from './pictures.ts'

const root = path.resolve(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(root, 'tmp', 'screenshots') },
    only: { type: 'string', default: '' },
    readme: { type: 'boolean', default: false },
  },
})
const out = path.resolve(process.env['RPMA_CALLED_FROM'] ?? process.cwd(), values.out)

const LANGUAGES = { fr: ['Français', fr], en: ['English', en] } as const
const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const
/** A tablet held upright. */
const UPRIGHT = { width: 800, height: 1280 }
const README = { 'job-fr-light.png': 'zone-fr-light-1280.png', 'jobs-en-dark.png': 'jobs-en-dark-1280.png' } as const
const README_MAX_BYTES = 300_000

type Words = typeof fr | typeof en
interface Screen {
  readonly name: string
  readonly open: (window: Page, say: Words) => Promise<void>
  /** Takes away what `open` put over the screen. */
  readonly leave?: (window: Page, say: Words) => Promise<void>
}

process.chdir(root)
await setup()
await mkdir(out, { recursive: true })
let taken = 0

const desktop = await launchDesktop()
const { window } = desktop
window.setDefaultTimeout(20_000)
try {
  await shoot(beforeAShop())
  await chooseLanguage(window, 'Français')
  await openDemoShop(window)
  const jobId = await fillTheJob(window)
  await shoot(withTheDemo(jobId))
  await shootTheStage()
  if (values.readme) await renewReadme()
  console.log(`${taken} screenshots in ${path.relative(root, out) || out}`)
} finally {
  await desktop.close()
}

async function shoot(screens: readonly Screen[]): Promise<void> {
  for (const [code, [language, say]] of Object.entries(LANGUAGES)) {
    for (const theme of ['light', 'dark'] as const) {
      await window.setViewportSize(SIZES[0])
      await chooseLanguage(window, language)
      await chooseTheme(window, theme)
      await blur() // the switch that was used last would wear its ring on the pictures
      for (const { name, open, leave } of screens) {
        if (!name.includes(values.only)) continue
        await window.setViewportSize(SIZES[0])
        await open(window, say)
        for (const size of SIZES) {
          await window.setViewportSize(size)
          const file = path.join(out, `${name}-${code}-${theme}-${size.width}.png`)
          await window.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
          taken++
        }
        await window.setViewportSize(SIZES[0])
        await leave?.(window, say)
      }
    }
  }
}

/** What needs other devices, a relay or bad luck: without main, in a page of its own. */
async function shootTheStage(): Promise<void> {
  const browser = await launchBrowser()
  try {
    for (const [code, [, say]] of Object.entries(LANGUAGES)) {
      for (const screen of STAGE_SCREENS.filter(({ name }) => name.includes(values.only))) {
        const info = { ...screen.info, locale: code as 'fr' | 'en' }
        const stage = await openStage({ browser, answers: { ...shopAnswers(), ...screen.answers, 'app.info': info } })
        await screen.open(stage, say)
        for (const theme of ['light', 'dark'] as const) {
          await stage.page.evaluate((next) => {
            document.documentElement.dataset['theme'] = next
          }, theme)
          for (const size of [...SIZES, UPRIGHT]) {
            await stage.page.setViewportSize(size)
            const shape = size === UPRIGHT ? 'upright' : size.width
            const file = path.join(out, `${screen.name}-${code}-${theme}-${shape}.png`)
            await stage.page.waitForTimeout(250) // a bubble finds its new place
            await stage.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
            taken++
          }
        }
        await stage.close()
      }
    }
  } finally {
    await browser.close()
  }
}

function blur(): Promise<void> {
  return window.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
}

function beforeAShop(): Screen[] {
  const form = (name: string, action: 'first.createAction'): Screen => ({
    name,
    open: (page, say) => page.getByRole('button', { name: say[action] }).click(),
    leave: (page, say) => page.getByRole('button', { name: say['action.back'] }).click(),
  })
  return [
    { name: 'first-run', open: (page, say) => page.getByRole('button', { name: say['first.demoAction'] }).waitFor() },
    form('first-run-create', 'first.createAction'),
  ]
}

function withTheDemo(jobId: string): Screen[] {
  const go = (page: Page, hash: string) =>
    page.evaluate((next) => {
      location.hash = next
    }, hash)
  const tab = (name: string): Screen => ({
    name: `job-${name}`,
    async open(page) {
      await go(page, `/jobs/${jobId}?tab=${name}`)
      await page.getByRole('tabpanel').waitFor()
      await picturesAreThere(page)
    },
  })
  const zone = (name: string, id: string): Screen => ({
    name,
    async open(page, say) {
      await go(page, `/jobs/${jobId}?tab=zones&zone=${id}`)
      await page.getByRole('complementary', { name: say['zone.panel'] }).getByRole('listitem').first().waitFor()
      await picturesAreThere(page)
    },
  })
  const turned = (view: 'left' | 'front' | 'top'): Screen => ({
    name: `map-${view}`,
    async open(page, say) {
      await tab('zones').open(page, say)
      await pick(page, say['map.show'], say[`map.show.${view}`])
    },
    leave: (page, say) => pick(page, say['map.show'], say['map.show.all']),
  })
  const dialog = (name: string, id: string, opener: keyof Words): Screen => ({
    name,
    async open(page, say) {
      await zone('', id).open(page, say)
      await page.getByRole('button', { name: say[opener], exact: true }).click()
      await page.getByRole('dialog').waitFor()
    },
    async leave(page, say) {
      await page.getByRole('dialog').getByRole('button', { name: say['action.cancel'] }).click()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    },
  })
  const escape = async (page: Page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  return [
    {
      name: 'jobs',
      async open(page) {
        await go(page, '/')
        await page.getByText('GK-482-ZR').waitFor()
      },
    },
    {
      name: 'jobs-none-found',
      async open(page, say) {
        await go(page, '/')
        await page.getByRole('searchbox').fill('Trabant 601')
        await page.getByRole('heading', { name: say['jobs.noneFound'] }).waitFor()
      },
      leave: (page) => page.getByRole('searchbox').fill(''),
    },
    {
      name: 'people',
      async open(page) {
        await go(page, '/people')
        await page.getByText('Inès Lefèvre').waitFor()
      },
    },
    {
      name: 'new',
      async open(page, say) {
        await go(page, '/new')
        await page.getByRole('heading', { name: say['new.title'], level: 1 }).waitFor()
      },
    },
    {
      name: 'new-client',
      async open(page, say) {
        await go(page, '/')
        await go(page, '/new')
        await page.getByRole('button', { name: say['new.newClient'] }).click()
        await page.getByRole('button', { name: say['new.create'] }).click() // the form says what it needs
        await page.getByText(say['draft.plate']).waitFor()
      },
    },
    {
      name: 'new-map',
      open: (page, say) => page.getByRole('heading', { name: say['new.zones'] }).scrollIntoViewIfNeeded(),
    },
    ...(['left', 'front', 'top'] as const).map((view) => turned(view)),
    ...JOB_TABS.map(tab),
    zone('zone', 'hood'),
    zone('zone-conflict', 'fender_l'),
    dialog('film-dialog', 'hood', 'film.add'),
    dialog('defect-dialog', 'hood', 'defect.add'),
    {
      name: 'sync',
      async open(page, say) {
        await tab('zones').open(page, say)
        await page.getByRole('button', { name: new RegExp(`^${say['sync.scopeShop']}`) }).click()
        await page.getByRole('dialog').waitFor()
      },
      leave: escape,
    },
    {
      name: 'story',
      async open(page, say) {
        await zone('', 'fender_l').open(page, say)
        const heat = page.getByRole('listitem').filter({ hasText: say === fr ? 'Chauffe finale' : 'Final heat' })
        await heat.getByRole('button').last().click()
        await page.getByRole('dialog').waitFor()
      },
      leave: escape,
    },
    {
      name: 'sign',
      async open(page, say) {
        await tab('closing').open(page, say)
        await page.getByRole('button', { name: say['sign.action'] }).click()
        await page.getByRole('dialog').waitFor()
      },
      async leave(page, say) {
        await page.getByRole('dialog').getByRole('button', { name: say['action.cancel'] }).click()
        await page.getByRole('dialog').waitFor({ state: 'hidden' })
      },
    },
    {
      name: 'photo',
      async open(page, say) {
        await tab('photos').open(page, say)
        await page.getByRole('listitem').getByRole('button').first().click()
        await page.getByRole('dialog').getByRole('img').waitFor()
      },
      leave: escape,
    },
  ]
}

/** What a day in the workshop leaves in a job: photos, a defect, a reading, words, and two who disagree. */
async function fillTheJob(page: Page): Promise<string> {
  const jobId = await openJob(page, 'GK-482-ZR')
  await openTab(page, 'Photos')
  const views = ['Trois-quarts avant gauche', 'Trois-quarts avant droit', 'Trois-quarts arrière gauche', 'Compteur']
  for (const view of views) {
    await chooseFiles(page, page.getByRole('button', { name: view }), [picture(view, false)])
    // In its place of the tour, then in the list.
    await page
      .getByRole('button', { name: `Voir la photo : ${view}` })
      .first()
      .waitFor()
  }
  await openTab(page, 'Défauts')
  await page.getByRole('button', { name: 'Signaler un défaut' }).click()
  const dialog = page.getByRole('dialog', { name: 'Signaler un défaut' })
  await choose(page, dialog, 'Zone', 'Aile avant droite')
  await choose(page, dialog, 'Type', 'Poussière')
  await fill(dialog, 'Description', "Inclusion de 1 mm près de l'arête.")
  await chooseFiles(page, dialog.getByRole('button', { name: 'Ajouter des photos' }), [picture('Poussière', true)])
  await dialog.getByRole('button', { name: 'Enregistrer le défaut' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await openTab(page, 'Échanges')
  await page.getByRole('textbox', { name: "Notes de l'intervention" }).fill('Baguette de calandre à reposer.')
  await fill(page, 'Nouveau commentaire', 'Le client passe vendredi à 17 h.')
  await page.getByRole('button', { name: 'Publier' }).click()
  const hood = await openZone(page, 'Capot')
  await chooseFiles(page, hood.getByRole('button', { name: 'Ajouter des photos' }), [picture('Capot', false)])
  await hood.getByRole('button', { name: /^Voir la photo/ }).waitFor()
  const people = [...new Set((await readJob(page, jobId)).zones.flatMap((each) => each.checks.flatMap((c) => c.by)))]
  const second = (await readJob(page, jobId)).title.by[0]!
  await writeApart(
    page,
    `job/${jobId}`,
    [true, false].map((done) => (ledger, pen) => checkZone(ledger, 'fender_l', 'heat', done, pen)),
    [people[0]!, second],
  )
  await page.reload()
  await page.getByRole('tab', { name: /^À décider/ }).waitFor()
  return jobId
}

function picture(name: string, mark: boolean): TestFile {
  const { bytes } = drawPicture(name, [36, 62, 122], mark)
  return { name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) }
}

async function picturesAreThere(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
}

async function renewReadme(): Promise<void> {
  const folder = path.join(root, 'docs', 'images')
  await mkdir(folder, { recursive: true })
  for (const [name, shot] of Object.entries(README)) {
    await copyFile(path.join(out, shot), path.join(folder, name))
    const { size } = await stat(path.join(folder, name))
    if (size > README_MAX_BYTES) throw new Error(`${name}: expected at most ${README_MAX_BYTES} bytes, seen ${size}`)
  }
}
