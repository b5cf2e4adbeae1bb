/** What devices, the hosted relay, the sync and codes say in states that real parts seldom reach. Main is the test. */
import { afterEach, expect, test } from 'vitest'
import type { AppInfo, HostStatus, SyncStatus } from '../../src/contract/index.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { goToDevices, pick } from './hands.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'
import { ANA, BRUNO, DEVICES, hosting, member, openInvitation, shopAnswers } from './stage-shop.ts'

let stage: Stage
afterEach(async () => {
  expect(stage.problems).toEqual([])
  await stage.close()
})

async function arrive(info: Partial<AppInfo> = {}, answers: StageOptions['answers'] = {}): Promise<Stage> {
  stage = await openStage({ answers: { ...shopAnswers(), 'app.info': { ...member, ...info }, ...answers } })
  return stage
}
const inputs = (name: string) => stage.asked.filter((each) => each.name === name).map(({ input }) => input)
const openInvite = () => stage.page.getByRole('button', { name: 'Ajouter un appareil' }).click()

test('offline, the list is what this device knows, and it says why nothing can be changed', async () => {
  const { page } = await arrive(
    {},
    {
      'devices.list': {
        devices: DEVICES.map((each) => ({ ...each, connected: false, lastSeenAt: null })),
        recoveryUntil: 0,
        fresh: false,
      },
    },
  )
  await goToDevices(page)
  await page.getByText(fr['devices.stale']).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Tablette de pose' }).getByText('Présence inconnue').waitFor()
  expect(await page.getByRole('button', { name: /^(Actions pour|Ajouter un appareil)/ }).count()).toBe(0)
})

test('without a relay it leads to choosing or hosting one', async () => {
  const { page } = await arrive(
    { relayUrl: null },
    { 'sync.status': { ...synced, state: 'local', relay: { state: 'none' } } },
  )
  await goToDevices(page)
  await page.getByText(fr['devices.noRelayText']).waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Choisir un relais' }).click()
  await page.getByRole('switch', { name: 'Héberger le relais sur ce poste' }).waitFor()
})

test("an administrator at a technician's device is told to use another one", async () => {
  const { page } = await arrive({ device: { ...member.device, role: 'technician' } })
  await goToDevices(page)
  await page.getByText(/Votre rôle est «\sAdministrateur\s», mais ce poste a le rôle «\sTechnicien\s»/).waitFor()
  expect(await page.getByRole('button', { name: /^(Actions pour|Ajouter un appareil)/ }).count()).toBe(0)
  expect(inputs('review.list')).toEqual([])
})

test.each(['refused', 'expired', 'tampered', 'offline'] as const)(
  'an invitation that ends « %s » says so and offers another',
  async (state) => {
    const { page } = await arrive()
    await goToDevices(page)
    await openInvite()
    const dialog = page.getByRole('dialog', { name: 'Ajouter un appareil' })
    await dialog.getByRole('img', { name: "QR code d'invitation" }).waitFor()
    await stage.tell('devices.invitation', { state })
    await dialog.getByText(fr[`invite.fail.${state}.text`]).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Nouvelle invitation' }).click()
    await dialog.getByRole('img', { name: "QR code d'invitation" }).waitFor()
    expect(inputs('devices.invite')).toHaveLength(2)
  },
)

test('an invitation shows what it is good for: code in groups, address, time left, a warning for this machine’s own', async () => {
  const open = openInvitation()
  const { page } = await arrive({}, { 'devices.invite': { ...open, relayUrl: 'ws://127.0.0.1:8787' } as typeof open })
  await goToDevices(page)
  await openInvite()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('7Q3M ZK8D 0WTR 5HXC').waitFor()
  await dialog.getByText(fr['invite.loopback']).waitFor()
  expect(await dialog.getByRole('timer').innerText()).toMatch(/^Valable encore [45]:[0-5]\d$/)
})

test('an offer that waits is met again when the dialog is opened again; it is not made void', async () => {
  const offered = { state: 'offered' as const, digits: '048317', name: 'Tablette 2', expiresAt: Date.now() + 200_000 }
  const { page } = await arrive({}, { 'devices.invitation': offered })
  await goToDevices(page)
  await openInvite()
  const dialog = page.getByRole('dialog')
  await pick(dialog, "Rôle de l'appareil", 'Lecteur')
  await dialog.getByRole('button', { name: 'Accepter' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(/«\sTablette 2\s» fait partie de l'atelier\./).waitFor()
  expect(inputs('devices.invite')).toEqual([])
  expect(inputs('devices.accept')).toEqual([{ name: 'Tablette 2', role: 'viewer' }])
})

test('the recovery window is opened for hours, and says until when', async () => {
  const { page } = await arrive()
  await goToDevices(page)
  await pick(page, 'Durée', '24 heures')
  const until = Date.now() + 24 * 3_600_000
  stage.answer('devices.list', { devices: [...DEVICES], recoveryUntil: until, fresh: true })
  await page.getByRole('button', { name: 'Ouvrir', exact: true }).click()
  await page.getByText(/^Ouverte jusqu'au /).waitFor()
  await page.getByRole('button', { name: 'Fermer maintenant' }).click()
  await expect.poll(() => inputs('devices.setRecovery')).toEqual([{ hours: 24 }, { hours: 0 }])
})

test('late work is discarded only after saying that this is final', async () => {
  const { page } = await arrive()
  await goToDevices(page)
  const item = page
    .getByRole('list', { name: /^Travail tardif/ })
    .getByRole('listitem')
    .first()
  await item.getByText("Données de l'atelier").waitFor()
  await item.getByRole('button', { name: 'Écarter' }).click()
  const dialog = page.getByRole('dialog', { name: 'Écarter ce travail' })
  await dialog.getByText(fr['review.discardText']).waitFor()
  expect(inputs('review.decide')).toEqual([])
  await dialog.getByRole('button', { name: 'Écarter' }).click()
  await expect.poll(() => inputs('review.decide')).toEqual([{ id: 1, verdict: 'discard' }])
})

test('the log comes in sentences, page by page; a kind of a newer relay is named', async () => {
  const { page } = await arrive()
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      seq: from - index,
      at: 1_790_000_000_000,
      kind: index === 2 ? 'teleported' : 'refused-work',
      deviceName: index === 1 ? null : 'Tablette de pose',
      document: null,
      detail: '',
      times: index === 0 ? 12 : 1,
    }))
  // A relay answers 200 at most; fewer are the last.
  stage.answer('audit.list', ({ before }) => (before === null ? rows(240, 200) : rows(before - 1, 40)))
  await goToDevices(page)
  const log = page.getByRole('list', { name: 'Journal' })
  await log.getByText(/refusé · 12 fois$/).waitFor()
  await log.getByText(/^Un envoi de «\sappareil inconnu\s» a été refusé$/).waitFor()
  await log.getByText(/^Autre événement \(teleported\), «\sTablette de pose\s»$/).waitFor()
  const more = page.getByRole('button', { name: 'Voir plus' })
  expect(await log.getByRole('listitem').count()).toBe(20)
  for (const shown of [80, 140, 200, 240]) {
    await more.click()
    await expect.poll(() => log.getByRole('listitem').count()).toBe(shown)
  }
  expect(await more.count()).toBe(0)
  expect(inputs('audit.list')).toEqual([{ before: null }, { before: 41 }])
})

async function openRelay(): Promise<void> {
  await stage.page.getByRole('button', { name: /^Synchronisation de l'atelier/ }).click()
  await stage.page
    .getByRole('dialog')
    .getByRole('button', { name: /relais/ })
    .click()
  await stage.page.getByRole('switch', { name: 'Héberger le relais sur ce poste' }).waitFor()
}

test('hosting: its port, its reach, its addresses with a QR code; the switch asks main', async () => {
  const { page } = await arrive()
  stage.answer('host.set', (input) => ({ ...hosting('running'), port: input.port, reach: input.reach }))
  await openRelay()
  const port = page.getByRole('textbox', { name: 'Port' })
  await port.fill('80')
  await page.getByText(fr['host.portFault']).waitFor()
  expect(await page.getByRole('switch', { name: 'Héberger le relais sur ce poste' }).isDisabled()).toBe(true)
  await port.fill('9000')
  await pick(page, 'Joignable depuis', 'Ce poste seulement')
  expect(await page.getByRole('switch', { name: "S'annoncer sur le réseau" }).isDisabled()).toBe(true)
  await page.getByText('Héberger le relais sur ce poste').click()
  await page.getByText('En marche').waitFor()
  await page.getByRole('img', { name: /^QR code de\sws:\/\/192\.168\.1\.20:8787$/ }).waitFor()
  expect(inputs('host.set')).toEqual([{ enabled: true, port: 9000, reach: 'this-machine', announce: false }])
  await page.getByRole('button', { name: 'Copier' }).click()
  await page.getByRole('button', { name: 'Copié' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
})

test.each(['port-taken', 'folder', 'crashed'] as const)('hosting that fails (%s) says what to do', async (problem) => {
  const failed: HostStatus = { ...hosting('failed'), problem }
  const { page } = await arrive({}, { 'host.status': failed })
  await openRelay()
  await page.getByText(fr[`host.problem.${problem}`].replace('{{port}}', '8787')).waitFor()
  expect(await axeFindings(page)).toEqual([])
})

test('who is no administrator sees the hosted relay and cannot switch it', async () => {
  const { page } = await arrive(
    { person: { id: BRUNO, name: 'Bruno Petit', role: 'technician' } },
    { 'host.status': hosting('running') },
  )
  await openRelay()
  await page.getByText(fr['host.adminOnly']).waitFor()
  expect(await page.getByRole('switch', { name: 'Héberger le relais sur ce poste' }).isDisabled()).toBe(true)
})

const synced: SyncStatus = {
  state: 'synced',
  pending: { documents: 0, updates: 0, bytes: 0, oldestAt: null, blobs: 0 },
  relay: { state: 'connected' },
}
test.each([
  ['revoked', 'sync.rejoin'],
  ['key-lost', 'sync.rejoin'],
  ['foreign-work', 'sync.openDevices'],
  ['grant-ended', 'sync.openDevices'],
  ['other-shop', 'sync.relayChange'],
] as const)('the sync that stands still (%s) says what is safe and leads to what to do', async (problem, action) => {
  const { page } = await arrive()
  await page.getByRole('button', { name: /Synchronisé/ }).waitFor()
  await stage.tell('sync.status', {
    state: 'attention',
    problem,
    pending: { documents: 1, updates: 3, bytes: 400, oldestAt: 1_790_000_000_000, blobs: 0 },
    relay: { state: 'refused', code: 4403, reason: problem, kind: problem },
  })
  await page.getByRole('button', { name: /^Synchronisation de l'atelier.*Attention requise/ }).click()
  const bubble = page.getByRole('dialog')
  await bubble.getByText(fr[`sync.reason.${problem}`]).waitFor()
  await bubble.getByText(fr[`sync.do.${problem}`]).waitFor()
  // React Aria puts a hidden way out beside the bubble, in no landmark.
  expect(await axeFindings(page, ['region'])).toEqual([])
  await bubble.getByRole('button', { name: fr[action] }).click()
  if (action === 'sync.rejoin') await page.getByRole('heading', { name: fr['rejoin.title'], level: 1 }).waitFor()
  if (action === 'sync.openDevices') await page.getByRole('heading', { name: 'Appareils', level: 1 }).waitFor()
})

test('a code that was wrong too often counts down, and takes no digits meanwhile', async () => {
  const { page } = await arrive({ person: null, pins: [BRUNO] })
  stage.fail('person.choose', { kind: 'pin-wrong', message: 'no', detail: '2' })
  await page.getByRole('button', { name: /^BP Bruno Petit|Bruno Petit/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Code de Bruno Petit' })
  await page.keyboard.type('12a34')
  expect(await dialog.getByRole('textbox').inputValue()).toBe('1234')
  await page.keyboard.press('Enter')
  await dialog.getByText(/^Trop d'essais\. Encore 0:0[12] à attendre\.$/).waitFor()
  expect(await dialog.getByRole('textbox').isDisabled()).toBe(true)
  expect(await axeFindings(page)).toEqual([])
  await expect.poll(() => dialog.getByRole('textbox').isEnabled()).toBe(true)
  stage.answer('person.choose', { ...member, person: { id: BRUNO, name: 'Bruno Petit', role: 'technician' } })
  await page.keyboard.type('1111')
  await dialog.getByRole('button', { name: 'Continuer' }).click()
  await page.getByRole('banner').getByRole('button', { name: 'Bruno Petit' }).waitFor()
  expect(inputs('person.choose')).toEqual([
    { personId: BRUNO, pin: '1234' },
    { personId: BRUNO, pin: '1111' },
  ])
})

test('to change a code, two that differ begin anew, and a wrong old one is asked again', async () => {
  const { page } = await arrive({ pins: [ANA] })
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('button', { name: 'Changer mon code' }).click()
  const dialog = page.getByRole('dialog', { name: 'Changer mon code' })
  const type = async (label: string, digits: string) => {
    await dialog.getByRole('textbox', { name: label }).waitFor()
    await page.keyboard.type(digits)
    await page.keyboard.press('Enter')
  }
  await type(fr['pin.current'], '1111')
  await type(fr['pin.next'], '2222')
  await type(fr['pin.again'], '3333')
  await dialog.getByText(fr['pin.differ']).waitFor()
  stage.fail('person.setPin', { kind: 'pin-wrong', message: 'no' })
  await type(fr['pin.next'], '4444')
  await type(fr['pin.again'], '4444')
  await dialog.getByText(fr['pin.wrong']).waitFor()
  stage.answer('person.setPin', { ...member, pins: [ANA] })
  await type(fr['pin.current'], '9999')
  await type(fr['pin.next'], '4444')
  await type(fr['pin.again'], '4444')
  await dialog.waitFor({ state: 'hidden' })
  expect(inputs('person.setPin').at(-1)).toEqual({ personId: ANA, current: '9999', pin: '4444' })
})

test('the key that waits for its paper stays in sight of administrators, quietly', async () => {
  const { page } = await arrive({ recoveryKeyWaits: true })
  await page.getByRole('button', { name: 'Clé de secours à imprimer' }).click()
  const dialog = page.getByRole('dialog', { name: 'Clé de secours' })
  await expect.poll(() => dialog.getByRole('listitem').count()).toBe(14)
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Plus tard' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await stage.tell('app.info', {
    ...member,
    recoveryKeyWaits: true,
    person: { id: BRUNO, name: 'B', role: 'technician' },
  })
  await expect.poll(() => page.getByRole('button', { name: 'Clé de secours à imprimer' }).count()).toBe(0)
})
