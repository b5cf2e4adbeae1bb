/** A tick on one desktop until the other shows it, through a real relay, all on this machine. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { startRelay } from '../../../sync-relay/src/index.ts'
import { fr } from '../../../src/renderer/i18n/fr.ts'
import {
  addPerson,
  becomePerson,
  createShop,
  chooseLanguage,
  fill,
  goToJobs,
  openJob,
  openZone,
  pairDevices,
  pick,
} from '../../e2e/hands.ts'
import { launchDesktop, type Desktop } from '../../e2e/launch.ts'
import { median, p95, type Figure } from './figures.ts'

const PLATE = 'GR-204-KD'
const WARM_UP = 10

export async function measureTwoDesktops(edits: number, cycles: number): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-bench-'))
  const relay = await startRelay({ port: 0, data: path.join(folder, 'relay'), auth: 'grants' })
  const desktops: Desktop[] = []
  try {
    for (const name of ['ana', 'bruno']) desktops.push(await launchDesktop({ dataDir: path.join(folder, name) }))
    const [ana, bruno] = desktops as [Desktop, Desktop]
    for (const { window } of desktops) {
      window.setDefaultTimeout(30_000)
      await chooseLanguage(window, 'Français')
    }
    await makeTheJob(ana.window, relay.url)
    await pairDevices({ admin: ana.window, newcomer: bruno.window, device: 'Box 2' })
    await becomePerson(bruno.window, 'Bruno Petit')
    await openJob(bruno.window, PLATE)
    await goToJobs(ana.window)
    await openJob(ana.window, PLATE)
    for (const { window } of desktops) await openZone(window, 'Capot')

    const samples: number[] = []
    for (let edit = 0; edit < WARM_UP + edits; edit++) {
      const taken = await tickAndSee(ana.window, bruno.window, edit)
      if (edit >= WARM_UP) samples.push(taken)
    }
    return [
      {
        what: 'tick on one desktop → shown on the other, p95',
        value: p95(samples),
        unit: 'ms',
        atMost: 100,
        note: `median ${median(samples).toFixed(0)} ms of ${samples.length}`,
      },
      ...(await mainMemory(ana, cycles)),
    ]
  } finally {
    await Promise.allSettled([...desktops.map((desktop) => desktop.close()), relay.close()])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function makeTheJob(window: Page, relayUrl: string): Promise<void> {
  await createShop(window, { name: 'Atelier', person: 'Ana Rossi', device: 'Box 1', relayUrl })
  await addPerson(window, 'Bruno Petit', 'Technicien')
  await goToJobs(window)
  await window.getByRole('navigation').getByRole('link', { name: fr['nav.new'] }).click()
  await window.getByRole('button', { name: fr['new.newClient'] }).click()
  await fill(window, 'Nom', 'Sophie Garnier')
  await fill(window, 'Téléphone', '06 00 00 01 01')
  await fill(window, 'Immatriculation', PLATE)
  await fill(window, 'Marque', 'Porsche')
  await fill(window, 'Modèle', '911 Carrera')
  await pick(window, 'Formule', 'Avant partiel')
  await window.getByRole('button', { name: fr['new.create'] }).click()
  await window.getByRole('tablist').waitFor()
}

const boxesOf = `aside[aria-label="${fr['zone.panel']}"] input[type=checkbox]`

async function tickAndSee(from: Page, to: Page, edit: number): Promise<number> {
  await to.evaluate(
    ([boxes, turn]) => {
      const all = document.querySelectorAll<HTMLInputElement>(boxes)
      const box = all[turn % all.length]
      if (!box) throw new Error('expected ticks in the panel')
      const before = box.checked
      const page = globalThis as unknown as { benchSeen: Promise<number> }
      page.benchSeen = new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('expected the tick within 20 s')), 20_000)
        const watcher = new MutationObserver(() => {
          if (box.checked === before) return
          watcher.disconnect()
          clearTimeout(late)
          resolve(performance.timeOrigin + performance.now())
        })
        watcher.observe(box.closest('label')!, { attributes: true, childList: true, subtree: true })
      })
    },
    [boxesOf, edit] as const,
  )
  const place = await from.evaluate(
    ([boxes, turn]) => {
      const all = document.querySelectorAll<HTMLInputElement>(boxes)
      const row = all[turn % all.length]?.closest('label')
      if (!row) throw new Error('expected ticks in the panel')
      row.scrollIntoView({ block: 'center' })
      const page = globalThis as unknown as { benchPressed: Promise<number> }
      page.benchPressed = new Promise((resolve) =>
        window.addEventListener('pointerup', (event) => resolve(performance.timeOrigin + event.timeStamp), {
          once: true,
          capture: true,
        }),
      )
      const { x, y, width, height } = row.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    },
    [boxesOf, edit] as const,
  )
  await from.mouse.move(place.x, place.y)
  await from.mouse.down()
  await from.mouse.up()
  const pressed = await from.evaluate(() => (globalThis as unknown as { benchPressed: Promise<number> }).benchPressed)
  const seen = await to.evaluate(() => (globalThis as unknown as { benchSeen: Promise<number> }).benchSeen)
  return seen - pressed
}

/** Main's resident memory; only where the system tells it. */
async function mainMemory({ app, window }: Desktop, cycles: number): Promise<readonly Figure[]> {
  const { pid } = app.process()
  const read = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024
  }
  const tenth = Math.max(1, Math.round(cycles / 10))
  let early = Number.NaN
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await goToJobs(window)
    await openJob(window, PLATE)
    if (cycle === tenth) early = await read()
  }
  const late = await read()
  if (Number.isNaN(early) || Number.isNaN(late)) return []
  return [
    {
      what: `main’s memory after ${cycles} open/close cycles, against ${tenth}`,
      value: (late / early - 1) * 100,
      unit: '%',
      atMost: 10,
      note: `${early.toFixed(0)} → ${late.toFixed(0)} MB resident`,
    },
  ]
}
