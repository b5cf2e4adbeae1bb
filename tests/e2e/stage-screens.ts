/** The screens of joining, devices, hosting and codes, each in a state worth a picture and a look by axe. */
import type { AppInfo } from '../../src/contract/index.ts'
import type { en } from '../../src/renderer/i18n/en.ts'
import type { fr } from '../../src/renderer/i18n/fr.ts'
import { pick } from './hands.ts'
import { newcomer, type Stage, type StageOptions } from './stage.ts'
import { ANA, BRUNO, CHLOE, DEVICES, hosting, member, openInvitation } from './stage-shop.ts'

type Words = typeof fr | typeof en
export interface StageScreen {
  readonly name: string
  readonly info: AppInfo
  readonly answers?: StageOptions['answers']
  readonly open: (stage: Stage, say: Words) => Promise<void>
}

export const STAGE_SCREENS: readonly StageScreen[] = [
  {
    name: 'keys',
    info: { ...newcomer, keyProtection: 'ask' },
    async open({ page }, say) {
      await page.getByRole('button', { name: say['first.joinAction'] }).click()
      await page.getByRole('dialog', { name: say['keys.title'] }).waitFor()
    },
  },
  joining('join-scan', 'join.way.scan'),
  joining('join-link', 'join.way.link'),
  joining('join-typed', 'join.way.typed'),
  {
    name: 'join-compare',
    info: newcomer,
    answers: { 'join.status': { state: 'waiting', digits: '048317' } },
    open: ({ page }, say) => page.getByText(say['join.waiting']).waitFor(),
  },
  {
    name: 'join-filling',
    info: newcomer,
    answers: { 'join.status': { state: 'filling' } },
    open: ({ page }, say) => page.getByText(say['join.filling']).waitFor(),
  },
  {
    name: 'join-tampered',
    info: newcomer,
    answers: { 'join.status': { state: 'waiting', digits: '048317' } },
    async open(stage, say) {
      await stage.page.getByText(say['join.waiting']).waitFor()
      await stage.tell('join.status', { state: 'tampered' })
      await stage.page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'recover',
    info: newcomer,
    async open({ page }, say) {
      await page.getByRole('button', { name: say['recover.title'] }).click()
      await page.getByRole('textbox', { name: say['recover.key'] }).waitFor()
    },
  },
  {
    name: 'recovery-key',
    info: newcomer,
    async open(stage, say) {
      await stage.page.getByRole('button', { name: say['first.createAction'] }).waitFor()
      const { locale } = stage.info()
      await stage.tell('app.info', { ...member, locale, recoveryKeyWaits: true })
      await stage.page.getByRole('heading', { name: say['recovery.title'], level: 1 }).waitFor()
      await stage.page.getByRole('list', { name: say['recovery.title'] }).waitFor()
    },
  },
  devices('devices', { info: { recoveryKeyWaits: true } }),
  devices('devices-rest', {
    async further({ page }, say) {
      await page.getByRole('list', { name: say['audit.title'] }).waitFor()
      await page.getByRole('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
    },
  }),
  devices('devices-offline', {
    answers: {
      'devices.list': {
        devices: DEVICES.map((each) => ({ ...each, connected: false, lastSeenAt: null })),
        recoveryUntil: 0,
        fresh: false,
      },
    },
  }),
  devices('devices-no-relay', {
    info: { relayUrl: null },
    answers: {
      'sync.status': {
        state: 'local',
        pending: { documents: 0, updates: 0, bytes: 0, oldestAt: null, blobs: 0 },
        relay: { state: 'none' },
      },
      'devices.list': { devices: [{ ...DEVICES[0]!, connected: false }], recoveryUntil: 0, fresh: false },
    },
  }),
  devices('devices-technician', { info: { person: { id: BRUNO, name: 'Bruno Petit', role: 'technician' } } }),
  devices('invite', {
    async further({ page }, say) {
      await page.getByRole('button', { name: say['devices.add'] }).click()
      await page.getByRole('img', { name: say['invite.qr'] }).waitFor()
    },
  }),
  devices('invite-compare', {
    answers: {
      'devices.invitation': { state: 'offered', digits: '048317', name: 'Tablette 2', expiresAt: 2_000_000_000_000 },
    },
    async further({ page }, say) {
      await page.getByRole('button', { name: say['devices.add'] }).click()
      await page.getByRole('radiogroup', { name: say['devices.role'] }).waitFor()
    },
  }),
  action('rename', 'devices.rename'),
  action('change-role', 'devices.changeRole'),
  action('revoke', 'devices.revoke'),
  relay('host-off', 'off'),
  relay('host-running', 'running'),
  relay('host-failed', 'failed'),
  {
    name: 'sync-revoked',
    info: member,
    async open(stage, say) {
      const { page } = stage
      const badge = page.getByRole('button', { name: new RegExp(`^${say['sync.scopeShop']}`) })
      await badge.getByText(say['sync.synced']).waitFor()
      await stage.tell('sync.status', {
        state: 'attention',
        problem: 'revoked',
        pending: { documents: 1, updates: 3, bytes: 400, oldestAt: Date.now() - 60_000, blobs: 0 },
        relay: { state: 'refused', code: 4403, reason: 'revoked', kind: 'revoked' },
      })
      await badge.getByText(say['sync.attention']).waitFor()
      await badge.click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'rejoin',
    info: member,
    async open({ page }, say) {
      await go(page, '/rejoin')
      await page.getByRole('radiogroup', { name: say['join.how'] }).waitFor()
    },
  },
  {
    name: 'people-codes',
    info: { ...member, pins: [BRUNO, CHLOE] },
    async open({ page }) {
      await go(page, '/people')
      await page.getByText('Chloé Masson').waitFor()
    },
  },
  {
    name: 'code',
    info: { ...member, person: null, pins: [BRUNO] },
    async open({ page }) {
      await page.getByRole('button', { name: /Bruno Petit/ }).click()
      await page.getByRole('dialog').waitFor()
      await page.keyboard.type('1234')
    },
  },
  {
    name: 'person-menu',
    info: { ...member, device: { ...member.device, role: 'technician' }, pins: [ANA] },
    async open({ page }) {
      await page.getByRole('banner').getByRole('button').last().click()
      await page.getByRole('dialog').waitFor()
    },
  },
]

function joining(name: string, way: 'join.way.scan' | 'join.way.link' | 'join.way.typed'): StageScreen {
  return {
    name,
    info: newcomer,
    async open({ page }, say) {
      await page.getByRole('button', { name: say['first.joinAction'] }).click()
      if (way !== 'join.way.scan') await pick(page, say['join.how'], say[way])
      if (way !== 'join.way.typed') return
      await page.getByRole('button', { name: /^Box 1/ }).click()
      await page.getByRole('textbox', { name: say['join.code'] }).fill('7Q3M ZK8D 0WTR')
    },
  }
}

interface DevicesState {
  readonly info?: Partial<AppInfo>
  readonly answers?: StageOptions['answers']
  readonly further?: StageScreen['open']
}
function devices(name: string, { info = {}, answers = {}, further }: DevicesState): StageScreen {
  return {
    name,
    info: { ...member, ...info },
    answers: { 'devices.invite': openInvitation(), ...answers },
    async open(stage, say) {
      await go(stage.page, '/devices')
      await stage.page.getByRole('list', { name: say['devices.list'] }).waitFor()
      await further?.(stage, say)
    },
  }
}

function action(name: string, word: 'devices.rename' | 'devices.changeRole' | 'devices.revoke'): StageScreen {
  return devices(name, {
    async further({ page }, say) {
      const opener = say['devices.actions'].replace('{{name}}', 'Tablette de pose')
      await page.getByRole('button', { name: opener }).click()
      await page.getByRole('menuitem', { name: say[word] }).click()
      await page.getByRole('dialog').waitFor()
    },
  })
}

function relay(name: string, state: 'off' | 'running' | 'failed'): StageScreen {
  return {
    name,
    info: member,
    answers: { 'host.status': hosting(state) },
    async open({ page }, say) {
      await page.getByRole('button', { name: new RegExp(`^${say['sync.scopeShop']}`) }).click()
      await page.getByRole('dialog').getByRole('button', { name: say['sync.relayChange'] }).click()
      await page.getByRole('switch', { name: say['host.title'] }).waitFor()
    },
  }
}

/** Only once there is a router to see it. */
async function go(page: Stage['page'], hash: string): Promise<void> {
  await page.getByRole('navigation').waitFor()
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
}
