/**
 * What a person's hands do, told by the accessible roles and names that people (and screen readers) find. French
 * unless it says otherwise. Each waits for what it needs, so nothing here sleeps.
 */
import type { Locator, Page } from 'playwright-core'
import type { TestFile } from './pictures.ts'

export type Language = 'Français' | 'English'
export type Theme = 'light' | 'dark'

/** Whatever language the system has: the switch is found in both. */
export async function chooseLanguage(window: Page, language: Language): Promise<void> {
  await window.getByRole('button', { name: /^(Langue|Language) – / }).click()
  await window.getByRole('menuitemradio', { name: language }).click()
  await window.locator(`html[lang=${language === 'Français' ? 'fr' : 'en'}]`).waitFor({ state: 'attached' })
}

export async function chooseTheme(window: Page, theme: Theme): Promise<void> {
  await window.getByRole('button', { name: /^(Apparence|Appearance)$/ }).click()
  await window.getByRole('menuitemradio', { name: theme === 'light' ? /^(Clair|Light)$/ : /^(Sombre|Dark)$/ }).click()
  await window.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' })
}

export async function createShop(
  window: Page,
  shop: { readonly name: string; readonly person: string; readonly device: string; readonly relayUrl: string },
): Promise<void> {
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await fill(window, "Nom de l'atelier", shop.name)
  await fill(window, 'Votre nom', shop.person)
  await fill(window, 'Nom de ce poste', shop.device)
  await fill(window, 'Adresse du relais', shop.relayUrl)
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
}

export async function openDemoShop(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Voir la démonstration' }).click()
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
}

export async function joinShop(window: Page, relayUrl: string, device: string): Promise<void> {
  await window.getByRole('button', { name: "Rejoindre l'atelier" }).click()
  await fill(window, 'Adresse du relais', relayUrl)
  await fill(window, 'Nom de ce poste', device)
  await window.getByRole('button', { name: "Rejoindre l'atelier" }).click()
  await window.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor()
}

export async function addPerson(window: Page, name: string, role: string): Promise<void> {
  await goToPeople(window)
  await window.getByRole('button', { name: 'Ajouter une personne' }).click()
  const dialog = window.getByRole('dialog', { name: 'Ajouter une personne' })
  await fill(dialog, 'Nom', name)
  await pick(dialog, 'Rôle', role)
  await dialog.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await window.getByRole('listitem').filter({ hasText: name }).waitFor()
}

export async function becomePerson(window: Page, name: string): Promise<void> {
  if (!(await window.getByRole('heading', { name: 'Qui êtes-vous' }).isVisible())) await goToPeople(window)
  await window.getByRole('listitem').filter({ hasText: name }).getByRole('button').click()
  await window.getByRole('banner').getByRole('button', { name }).waitFor()
}

async function goToPeople(window: Page): Promise<void> {
  await window.getByRole('banner').getByRole('button').last().click() // it bears the name of who is here
  await window.getByRole('button', { name: 'Changer de personne' }).click()
  await window.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor()
}

export async function goToJobs(window: Page): Promise<void> {
  await window
    .getByRole('navigation')
    .getByRole('link', { name: /^(Interventions|Jobs)$/ })
    .click()
  await window.getByRole('heading', { level: 1 }).waitFor()
}

/** The row of the list that holds this text. */
export function jobRow(window: Page, text: string): Locator {
  return window.getByRole('list', { name: 'Interventions' }).getByRole('link').filter({ hasText: text })
}

/** Opens the job of the list that holds this text, and answers its id. */
export async function openJob(window: Page, text: string): Promise<string> {
  await jobRow(window, text).click()
  await window.getByRole('tablist').waitFor()
  return jobIdOf(window)
}

export function jobIdOf(window: Page): string {
  const id = /\/jobs\/([0-9A-Z]{26})/.exec(window.url())?.[1]
  if (!id) throw new Error(`expected a window on a job, seen ${window.url()}`)
  return id
}

export async function openTab(window: Page, name: string | RegExp): Promise<Locator> {
  await window.getByRole('tab', { name }).click()
  return window.getByRole('tabpanel', { name })
}

/** Through the list beside the map. */
export async function openZone(window: Page, zone: string): Promise<Locator> {
  await openTab(window, 'Zones')
  await window.getByRole('list', { name: 'Liste des zones' }).getByRole('button').filter({ hasText: zone }).click()
  const panel = zonePanel(window)
  await panel.getByRole('heading', { name: zone, exact: true }).waitFor()
  return panel
}

export function zonePanel(window: Page): Locator {
  return window.getByRole('complementary', { name: 'Zone choisie' })
}

/** The tick itself says whether it is on; a contested one is neither. */
export function tickOf(within: Locator, name: string): Locator {
  return within.getByRole('checkbox', { name })
}

/** The whole row is the target: the box inside is too small to be meant. */
export async function tick(within: Locator, name: string): Promise<void> {
  await rowOf(tickOf(within, name)).click()
}

export async function pick(within: Locator | Page, group: string, option: string): Promise<void> {
  const radio = within.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true })
  await rowOf(radio).click()
}

export async function choose(window: Page, within: Locator, label: string, option: string): Promise<void> {
  await within.getByRole('button', { name: label }).click()
  await window.getByRole('option', { name: option }).click()
}

export async function fill(within: Locator | Page, label: string, text: string): Promise<void> {
  await within.getByRole('textbox', { name: label, exact: true }).fill(text)
}

const rowOf = (control: Locator) => control.locator('xpath=ancestor::label[1]')

/** Answers the file chooser that this button opens. */
export async function chooseFiles(window: Page, button: Locator, files: readonly TestFile[]): Promise<void> {
  const [chooser] = await Promise.all([window.waitForEvent('filechooser'), button.click()])
  await chooser.setFiles(files.map((file) => ({ ...file })))
}

/** The whole badge: whose state, the state, and a count when there is one. */
export async function shopSync(window: Page): Promise<string> {
  return window.getByRole('button', { name: /^Synchronisation de l'atelier/ }).innerText()
}
export async function jobSync(window: Page): Promise<string> {
  return window.getByRole('button', { name: /^Synchronisation de l'intervention/ }).innerText()
}
