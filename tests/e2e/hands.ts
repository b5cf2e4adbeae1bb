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

export interface NewShop {
  readonly name: string
  readonly person: string
  readonly device: string
  readonly relayUrl: string
}

/** As far as the shop is made and shows its recovery key. */
export async function foundShop(window: Page, shop: NewShop): Promise<void> {
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await fill(window, "Nom de l'atelier", shop.name)
  await fill(window, 'Votre nom', shop.person)
  await fill(window, 'Nom de ce poste', shop.device)
  await fill(window, 'Adresse du relais', shop.relayUrl)
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
}

export async function createShop(window: Page, shop: NewShop): Promise<void> {
  await foundShop(window, shop)
  await keepKeyForLater(window)
}

/** The second step of founding a shop, put off. */
export async function keepKeyForLater(window: Page): Promise<void> {
  await window.getByRole('heading', { name: 'Clé de secours', level: 1 }).waitFor()
  await window.getByRole('button', { name: 'Plus tard' }).click()
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
}

export async function openDemoShop(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Voir la démonstration' }).click()
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
}

export interface Joining {
  /** A window at which an administrator is. */
  readonly admin: Page
  readonly newcomer: Page
  /** What the new device calls itself. */
  readonly device: string
  /** As the screen words it; a technician when left out. */
  readonly role?: string
}

/** Through both windows, by hand: the code is typed, the digits are compared, the administrator accepts. */
export async function pairDevices({ admin, newcomer, device, role }: Joining): Promise<void> {
  const { relayUrl, code } = await invite(admin)
  await newcomer.getByRole('button', { name: "Rejoindre l'atelier" }).click()
  await typeInvitation(newcomer, { device, relayUrl, code })
  const dialog = admin.getByRole('dialog', { name: 'Ajouter un appareil' })
  await newcomer.getByRole('heading', { name: "Comparez avec l'écran de l'administrateur" }).waitFor()
  await dialog.getByRole('heading', { name: "Comparez avec l'écran du nouvel appareil" }).waitFor()
  const [shown, offered] = [await digitsOn(newcomer), await digitsOn(dialog)]
  if (shown !== offered || !/^\d{6}$/.test(shown)) {
    throw new Error(`expected the same six digits on both screens, seen ${shown} and ${offered}`)
  }
  if (role !== undefined) await pick(dialog, "Rôle de l'appareil", role)
  await dialog.getByRole('button', { name: 'Accepter' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await newcomer.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor()
}

/** A second person, whom the administrator already added, on a device of their own. */
export async function comeIn(joining: Joining, person: string): Promise<void> {
  const { newcomer } = joining
  await chooseLanguage(newcomer, 'Français')
  await pairDevices(joining)
  await newcomer.getByRole('listitem').filter({ hasText: person }).waitFor()
  await becomePerson(newcomer, person)
}

/** Opens « Ajouter un appareil » and reads what it shows for hands. */
export async function invite(admin: Page): Promise<{ readonly relayUrl: string; readonly code: string }> {
  await goToDevices(admin)
  await admin.getByRole('button', { name: 'Ajouter un appareil' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Ajouter un appareil' })
  await dialog.getByRole('img', { name: "QR code d'invitation" }).waitFor()
  const [relayUrl, code] = await dialog.getByRole('definition').allInnerTexts()
  if (!relayUrl || !code) throw new Error('expected an address and a code in the invitation')
  return { relayUrl, code }
}

export async function typeInvitation(
  newcomer: Page,
  typed: { readonly device: string; readonly relayUrl: string; readonly code: string },
): Promise<void> {
  await pick(newcomer, 'Invitation', 'Taper le code')
  await fill(newcomer, 'Nom de ce poste', typed.device)
  await fill(newcomer, 'Adresse du relais', typed.relayUrl)
  await fill(newcomer, 'Code', typed.code)
  await newcomer.getByRole('button', { name: "Rejoindre l'atelier" }).click()
}

export async function digitsOn(within: Page | Locator): Promise<string> {
  return (await within.locator('[data-digits]').getAttribute('data-digits')) ?? ''
}

export async function goToDevices(window: Page): Promise<void> {
  await window
    .getByRole('navigation')
    .getByRole('link', { name: /^(Appareils|Devices)$/ })
    .click()
  await window.getByRole('heading', { level: 1, name: /^(Appareils|Devices)$/ }).waitFor()
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
export interface NewVehicle {
  readonly client: string
  readonly plate: string
  readonly make: string
  readonly model: string
  /** A package by its name. */
  readonly package: string
}

/** From the list to the open job of a new client's vehicle. Answers the job's id. */
export async function createJob(window: Page, vehicle: NewVehicle): Promise<string> {
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  await fill(window, 'Nom', vehicle.client)
  await fill(window, 'Immatriculation', vehicle.plate)
  await fill(window, 'Marque', vehicle.make)
  await fill(window, 'Modèle', vehicle.model)
  await pick(window, 'Formule', vehicle.package)
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByRole('tablist').waitFor()
  return jobIdOf(window)
}

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
  // As it is written: « Rouleau » is not the button « Scanner le rouleau ».
  const name = new RegExp(label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  await within.getByRole('button', { name }).click()
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
