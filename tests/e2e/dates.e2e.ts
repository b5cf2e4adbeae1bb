/** Dates are typed as the chosen language writes them, whatever the system's is; and no form speaks for itself. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import { chooseLanguage, fill, jobIdOf, openDemoShop, openJob, openTab } from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
  desktop.window.setDefaultTimeout(15_000)
  await chooseLanguage(desktop.window, 'Français')
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

test('a form that is not complete leads to what is missing', async () => {
  const { window } = desktop
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await fill(window, "Nom de l'atelier", 'Atelier Essai')
  await fill(window, 'Votre nom', 'Ana')
  await fill(window, 'Adresse du relais', 'n’importe quoi')
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await window.getByText('Une adresse de relais commence par ws:// ou wss://.').waitFor()
  expect(await focusedName()).toBe('Adresse du relais')
  await window.getByRole('button', { name: 'Retour' }).click()
})

test('a half typed e-mail address is refused in our words, and has the focus', async () => {
  const { window } = desktop
  await openDemoShop(window)
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  expect(await focusedName()).toBe('Rechercher un client')
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  await fill(window, 'Nom', 'Zoé Lambert')
  await fill(window, 'E-mail', 'zoe@')
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByText("L'adresse e-mail est incomplète.").waitFor()
  expect(await focusedName()).toBe('E-mail')
  await window.getByRole('navigation').getByRole('link', { name: 'Interventions' }).click()
})

test('in French the day is typed first; main has the time once the field is left', async () => {
  const { window } = desktop
  await openJob(window, 'GK-482-ZR')
  await openTab(window, 'Fiche')
  await window.getByRole('spinbutton', { name: /^jour.*Début prévu/ }).focus()
  await window.keyboard.type('040320310915')
  await window.keyboard.press('Tab') // to the calendar's button
  await window.keyboard.press('Tab')
  await expect.poll(() => startInMain()).toBe(new Date(2031, 2, 4, 9, 15).getTime())
})

test('in English too, and the calendar gives a day that keeps its time', async () => {
  const { window } = desktop
  await chooseLanguage(window, 'English')
  const day = window.getByRole('spinbutton', { name: /^day.*Planned start/ })
  expect(await day.innerText()).toBe('04')
  await window.getByRole('button', { name: /^Calendar.*Planned start/ }).click()
  const seventeenth = window.getByRole('dialog').getByRole('button', { name: /17 March 2031/ })
  await seventeenth.waitFor()
  expect(await axeFindings(window)).toEqual([])
  await seventeenth.click()
  await expect.poll(() => day.innerText()).toBe('17')
  await day.focus()
  await window.getByRole('tab', { name: 'Details' }).focus()
  await expect.poll(() => startInMain()).toBe(new Date(2031, 2, 17, 9, 15).getTime())
  expect(desktop.problems).toEqual([])
})

function focusedName(): Promise<string | undefined> {
  return desktop.window.evaluate(() => {
    const field = document.activeElement as HTMLInputElement | null
    return field?.ariaLabel ?? field?.labels?.[0]?.textContent?.replace(/\s*\*$/, '')
  })
}

async function startInMain(): Promise<number | undefined> {
  return (await readJob(desktop.window, jobIdOf(desktop.window))).scheduleStart.value
}
