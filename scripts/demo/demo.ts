/**
 * The main job, end to end, without a display: a real relay, two real desktops in processes of their own, a third
 * that joins late. It tells what happens, verifies itself and exits 0 only when everything held.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, readdir, rename, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ulid } from 'ulid'
import {
  CONTESTED,
  finishing,
  INES_NOTE,
  inesOffline,
  KARIM_NOTE,
  RECEPTION_NOTE,
  karimOffline,
  lengthOf,
  reception,
  type Step,
} from './script.ts'
import { pairDesktops } from './pairing.ts'
import { DesktopProcess, startRelay, type RelayProcess } from './processes.ts'
import { readOptions } from './options.ts'
import { createRandom } from './random.ts'
import { createTimeline } from './timeline.ts'

const { outDir, seed, json } = await readOptions(process.argv.slice(2), process.env['RPMA_CALLED_FROM'] ?? '.')
const work = await mkdtemp(path.join(os.tmpdir(), 'rpma-demo-'))
// Ends through `exit`, so that the relay and the desktops, which are killed with us, do not stay behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
process.once('exit', () => {
  try {
    rmSync(work, { recursive: true, force: true })
  } catch {
    // A desktop that is being killed still wrote: the system's temporary folder keeps it.
  }
})
const startedAt = Date.now()
const random = createRandom(seed)
const timeline = createTimeline((line) => console.log(line), Date.now)

const HOUR = 3_600_000
const jobId = ulid()
const clientId = ulid()
const vehicleId = ulid()
const filmId = ulid()
const rollId = ulid()
const JOB = `job/${jobId}`
const ITEM = `zone/${CONTESTED.zone}/check/${CONTESTED.check}`

const a = new DesktopProcess('Poste A', path.join(work, 'poste-a'), outDir)
const b = new DesktopProcess('Poste B', path.join(work, 'poste-b'), outDir)
const c = new DesktopProcess('Poste C', path.join(work, 'poste-c'), outDir)
const d = new DesktopProcess('Poste D', path.join(work, 'poste-d'), outDir)
const relayDir = path.join(work, 'relais')
/** Everything that a desktop has told to be saved. */
const promised: string[] = []
let karimId = ''
const problems: string[] = []

function must(condition: boolean, what: string): void {
  if (condition) return
  problems.push(what)
  timeline.say('VÉRIFICATION', `ÉCHEC — ${what}`)
}
async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`attendu en vain (${timeoutMs / 1000} s) : ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
const synced = (desktop: DesktopProcess) => async () => (await desktop.call('sync.status', {})).state === 'synced'

/** This machine has no keychain that a script could use: the app asks, and a person accepts it. */
async function acceptUnprotectedKeys(desktop: DesktopProcess): Promise<void> {
  const { keyProtection } = await desktop.call('app.info', {})
  must(keyProtection === 'ask', `${desktop.name} demande avant de garder une clé sans trousseau`)
  await desktop.call('keys.acceptUnprotected', {})
}

async function comeIn(desktop: DesktopProcess, name: string, by: 'link' | 'typed'): Promise<void> {
  const { digits } = await pairDesktops(a, desktop, { name, role: 'technician', by })
  const { device } = await desktop.call('app.info', {})
  must(device.role === 'technician', `${name} est un poste de technicien`)
  const how = by === 'link' ? 'par le QR code' : 'par le code tapé'
  timeline.say(name, `entre ${how} ; les deux écrans montrent ${digits.slice(0, 3)} ${digits.slice(3)}`)
}

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => String(error).includes(': not-allowed: '),
  )
}

/** A device that is excluded while it is out of reach, and comes back with work that it never sent. */
async function workLateAt(desktop: DesktopProcess): Promise<{ device: string }> {
  const name = 'Poste D'
  await desktop.start()
  await acceptUnprotectedKeys(desktop)
  await comeIn(desktop, name, 'link')
  await until(`${name} a l’intervention`, async () => (await desktop.look(jobId)).standing === 'sealed')
  await until(`${name} est synchronisé`, synced(desktop))
  const { relayUrl } = await desktop.call('app.info', {})
  await desktop.call('sync.setRelay', { relayUrl: null })
  await desktop.work(JOB, karimId, { do: 'reading', airDeci: 198, humidity: 61, place: 'Parking client' })
  timeline.say(name, 'part en déplacement et relève encore 19,8 °C et 61 %, hors ligne')
  await a.call('devices.revoke', { device: (await desktop.call('app.info', {})).device.id, reason: 'poste volé' })
  await desktop.call('sync.setRelay', { relayUrl })
  await until(`${name} le dit`, async () => (await desktop.call('sync.status', {})).problem === 'revoked')
  await until('son travail attend', async () => (await a.call('review.list', {})).length > 0)
  timeline.say(name, 'exclu entre-temps : il remet ce qu’il n’avait pas pu envoyer, et le garde')
  return { device: name }
}

async function perform(
  desktop: DesktopProcess,
  who: { id: string; name: string },
  step: Step,
  quiet = false,
): Promise<void> {
  promised.push(...(await desktop.work(JOB, who.id, step.deed)))
  if (!quiet) timeline.say(who.name, step.told)
}

try {
  timeline.title('L’atelier ouvre')
  let relay: RelayProcess = await startRelay(relayDir, 0)
  timeline.say('Relais', `écoute sur ${relay.url}`)
  await Promise.all([a.start(), b.start()])
  for (const desktop of [a, b]) await acceptUnprotectedKeys(desktop)
  const shop = await a.call('shop.create', {
    shopName: 'Atelier Lumière PPF',
    personName: 'Claire Morel',
    deviceName: 'Poste A',
    relayUrl: relay.url,
  })
  const addPerson = async (name: string, role: 'supervisor' | 'technician') => ({
    id: (await a.call('person.add', { name, role })).personId,
    name,
  })
  const hugo = await addPerson('Hugo Bernard', 'supervisor')
  const ines = await addPerson('Inès Lefèvre', 'technician')
  const karim = await addPerson('Karim Haddad', 'technician')
  karimId = karim.id
  const claire = shop.person!.id
  const { text: recoveryKey } = await a.call('shop.recoveryKey', {})
  must(/^(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}$/.test(recoveryKey), 'la clé de secours tient sur le papier')
  await a.call('shop.recoveryKeyKept', {})
  timeline.say('Poste A', 'clé racine de l’atelier : notée sur papier (14 groupes), puis effacée du poste')
  await a.work('shop', claire, { do: 'stock', film: filmId, roll: rollId })
  timeline.say('Claire Morel', 'crée l’atelier, son équipe et entre un rouleau de 15 m (lot CL-2609-114)')

  await a.work(`client/${clientId}`, hugo.id, { do: 'client', vehicle: vehicleId })
  const { number } = await a.call('numbers.next', { series: 'job' })
  await a.call('person.choose', { personId: ines.id })
  await perform(a, ines, {
    deed: {
      do: 'create',
      job: {
        number,
        title: 'Face avant — Porsche 911 Carrera',
        client: clientId,
        vehicle: vehicleId,
        package: 'full_front',
        people: [ines.id, karim.id],
        scheduleStart: startedAt,
        scheduleEnd: startedAt + 30 * HOUR,
      },
    },
    told: `crée l’intervention ${number} : Porsche 911 Carrera, GK-482-ZR, formule Face avant`,
  })

  timeline.title('Le second poste rejoint l’atelier')
  await until('le poste A est au relais', synced(a))
  await a.call('person.choose', { personId: claire })
  await comeIn(b, 'Poste B', 'link')
  await a.call('person.choose', { personId: ines.id })
  await b.call('person.choose', { personId: karim.id })
  const list = () => b.call('jobs.list', { search: '', states: [], sort: 'changed', offset: 0, limit: 10 })
  await until('l’intervention arrive au poste B', async () => (await list()).rows.some((row) => row.vehicle !== ''))
  const row = (await list()).rows[0]!
  timeline.say(
    'Poste B',
    `reçoit par le relais, sans l’avoir ouverte : ${row.number}, ${row.vehicle}, ${row.plate} (${row.client})`,
  )
  must(
    await isRefused(b.call('person.add', { name: 'Zoé', role: 'technician' })),
    'un poste de technicien n’ajoute personne',
  )
  await b.call('document.open', { name: 'shop' })
  const nothing = new Uint8Array([0, 0])
  must(
    await isRefused(b.call('document.append', { name: 'shop', update: nothing })),
    'un poste de technicien n’écrit pas dans l’atelier',
  )
  await b.call('document.close', { name: 'shop' })
  timeline.say('Poste B', 'poste de technicien : il travaille sur les interventions, il n’écrit pas dans l’atelier')
  for (const step of reception(random)) await perform(a, ines, step)
  const receptionFacts = (await a.look(jobId)).facts
  await until('le poste B voit la réception', async () => (await b.look(jobId)).facts === receptionFacts)
  await until('les photos sont au poste B', async () => {
    const { photos } = await b.look(jobId)
    return (await b.call('blobs.status', { sha256s: [...photos] })).every((photo) => photo.here)
  })
  timeline.say('Poste B', `voit la réception faite au poste A : ${receptionFacts} faits, 5 photos`)
  await until('tout est acquitté', synced(a))

  timeline.title('Le relais tombe : chacun continue, hors ligne')
  const port = relay.port
  must((await relay.stop()) === 0, 'le relais s’arrête proprement (code 0)')
  timeline.say('Relais', 'arrêté')
  const inesSteps = [...inesOffline(random, filmId, rollId)]
  const karimSteps = [...karimOffline(random, filmId, rollId)]
  const cutMm = lengthOf([...inesSteps, ...karimSteps])
  while (inesSteps.length + karimSteps.length > 0) {
    const first = random.next() * (inesSteps.length + karimSteps.length) < inesSteps.length
    const step = (first ? inesSteps : karimSteps).shift()!
    await perform(first ? a : b, first ? ines : karim, step)
    if (random.next() < 0.2) await new Promise((resolve) => setTimeout(resolve, random.integer(1, 60)))
  }
  const [localA, localB] = await Promise.all([a.call('sync.status', {}), b.call('sync.status', {})])
  const local = (status: typeof localA) =>
    `« sur ce poste » : ${status.pending.updates} modifications, ${status.pending.blobs} photo(s) à envoyer`
  timeline.say('Poste A', local(localA))
  timeline.say('Poste B', local(localB))
  must(localA.state === 'local' && localB.state === 'local', 'hors ligne, l’état affiché est « sur ce poste »')

  timeline.title('Coupure brutale des deux postes (SIGKILL)')
  const beforeA = await a.content(jobId)
  const beforeB = await b.content(jobId)
  await Promise.all([a.kill(), b.kill()])
  timeline.say('Postes A et B', 'tués sans préavis')
  await Promise.all([a.start(), b.start()])
  const [afterA, afterB] = [await a.content(jobId), await b.content(jobId)]
  must(
    beforeA.hash === afterA.hash && beforeB.hash === afterB.hash,
    'après SIGKILL, chaque poste retrouve exactement ce qui était enregistré',
  )
  timeline.say('Postes A et B', 'redémarrés hors ligne : tout ce qui était « enregistré » est là, à l’octet près')
  must(
    afterA.hash !== afterB.hash,
    'avant le retour du relais, les deux postes diffèrent (sinon la démonstration ne montrerait rien)',
  )

  timeline.title('Le relais revient')
  relay = await startRelay(relayDir, port)
  timeline.say('Relais', 'de retour, mêmes données')
  await until('les deux postes convergent', async () => (await a.content(jobId)).hash === (await b.content(jobId)).hash)
  await until('le poste A est synchronisé', synced(a))
  await until('le poste B est synchronisé', synced(b))
  const both = await a.look(jobId)
  timeline.say(
    'Postes A et B',
    `même contenu : ${both.facts} faits, ${(both.lengthMm / 1000).toFixed(2).replace('.', ',')} m de film coupés, ${both.defects} défauts`,
  )
  must(both.lengthMm === cutMm, `les coupes faites chacun de son côté s’additionnent (${both.lengthMm} mm)`)
  const left = (await a.call('stock.rolls', {})).find((use) => use.roll === rollId)?.lengthMm
  must(left === cutMm, 'et le rouleau les compte toutes, la pièce perdue comprise')
  const note = both.notes.find((each) => each.name === 'note')?.text ?? ''
  must(note.includes(INES_NOTE) && note.includes(KARIM_NOTE), 'les deux phrases sont dans la note')
  timeline.say('Note partagée', note.replaceAll('\n', ' / '))

  timeline.title('La contradiction est montrée, puis tranchée')
  const conflicts = both.conflicts
  must(conflicts.length === 1 && conflicts[0]?.item === ITEM, 'un conflit et un seul, sur le contrôle rasant du capot')
  must((await b.look(jobId)).conflicts.length === 1, 'le poste B montre le même conflit')
  const names = new Map([ines, karim, hugo].map((person) => [person.id, person.name]))
  for (const choice of conflicts[0]?.choices ?? []) {
    const at = new Date(choice.at).toLocaleTimeString('fr-FR')
    timeline.say(
      'À vérifier',
      `capot, contrôle rasant : ${choice.value ? 'fait' : 'pas fait'} selon ${names.get(choice.by)} à ${at}`,
    )
  }
  await a.call('person.choose', { personId: hugo.id })
  await perform(a, hugo, {
    deed: { do: 'decide', item: ITEM, value: true, why: 'Contrôlé ensemble sous lampe rasante' },
    told: 'tranche : fait (« contrôlé ensemble sous lampe rasante »)',
  })

  timeline.title('Fin de pose, contrôle, remise')
  const zones = both.zones.map((zone) => zone.zone)
  for (const [index, step] of finishing(zones, random).entries()) {
    const onA = index % 2 === 0
    await perform(onA ? a : b, onA ? ines : karim, step, step.deed.do === 'zoneTick' || step.deed.do === 'score')
  }
  await until(
    'les deux postes sont d’accord',
    async () => (await a.content(jobId)).hash === (await b.content(jobId)).hash,
  )
  const signed = (await a.content(jobId)).hash
  await perform(a, ines, {
    deed: { do: 'sign', signer: 'Sophie Garnier', email: 'sophie.garnier@example.org', hash: signed },
    told: `fait signer la cliente, qui signe la version ${signed.slice(0, 12)}…`,
  })
  const { missing } = await a.look(jobId)
  must(missing.length === 0, `rien ne manque avant la clôture (${missing.join(', ')})`)
  const seal = await a.call('jobs.seal', { jobId })
  must(seal.hash === signed, 'la version close est celle que la cliente a signée')
  timeline.say('Hugo Bernard', `clôt l’intervention, révision ${seal.revision}, empreinte ${seal.hash.slice(0, 16)}…`)

  timeline.title('Rapport')
  await until('le poste A est synchronisé', synced(a))
  const { path: pdf } = await a.call('report.export', { jobId, locale: 'fr', format: 'pdf' })
  await rename(pdf!, path.join(outDir, 'rapport.pdf'))
  const { path: content } = await a.call('report.export', { jobId, locale: 'fr', format: 'json' })
  await rename(content!, path.join(outDir, 'intervention.json'))
  timeline.say('Poste A', 'rapport.pdf et intervention.json écrits')

  timeline.title('Un troisième poste, vide, rejoint l’atelier')
  await c.start()
  await acceptUnprotectedKeys(c)
  await a.call('person.choose', { personId: claire })
  await comeIn(c, 'Poste C', 'typed')
  const final = await a.content(jobId)
  await until('le poste C a tout', async () => (await c.content(jobId)).hash === final.hash)
  await until('le poste C a les photos', async () => {
    const { photos } = await c.look(jobId)
    return (await c.call('blobs.status', { sha256s: [...photos] })).every((photo) => photo.here)
  })
  timeline.say('Poste C', 'a reçu toute l’intervention et ses photos')
  await until('le poste B a fini', async () => (await b.look(jobId)).standing === 'sealed')

  timeline.title('Vérification')
  const hashes = await Promise.all([a, b, c].map(async (desktop) => (await desktop.content(jobId)).hash))
  const converged = hashes.every((hash) => hash === seal.hash)
  must(converged, `même empreinte sur les trois postes (${hashes.map((hash) => hash.slice(0, 8)).join(', ')})`)
  must(sha256(final.bytes) === seal.hash, 'l’empreinte est bien le sha256 des octets écrits')
  const lost = new Set<string>()
  for (const desktop of [a, b, c]) for (const id of await desktop.missing(JOB, promised)) lost.add(id)
  must(lost.size === 0, `aucun fait perdu (${lost.size} manquants)`)
  const statuses = await Promise.all([a, b, c].map((desktop) => desktop.look(jobId)))
  const sentences = [RECEPTION_NOTE, INES_NOTE, KARIM_NOTE]
  const kept = (look: (typeof statuses)[number]) =>
    sentences.every((sentence) => look.notes.some((each) => each.text.includes(sentence)))
  must(statuses.every(kept), 'les trois phrases de la note sont sur les trois postes')
  must(
    statuses.every((look) => look.conflicts.length === 0),
    'plus aucun conflit n’est ouvert',
  )
  must(
    statuses.every((look) => look.standing === 'sealed' && look.state === 'closed'),
    'l’intervention est close sur les trois postes',
  )
  timeline.say(
    'Vérification',
    `${promised.length} faits enregistrés, ${lost.size} perdu, ${conflicts.length} conflit montré et tranché`,
  )
  timeline.say('Vérification', `empreinte commune ${seal.hash}`)

  timeline.title('Un poste est exclu de l’atelier')
  await c.call('document.open', { name: JOB })
  await until('le poste C a une connexion ouverte', async () => (await c.look(jobId)).connected)
  const { id: excluded } = (await c.call('app.info', {})).device
  await a.call('devices.revoke', { device: excluded, reason: 'poste perdu' })
  const revokedAt = Date.now()
  await until('la connexion du poste C est coupée', async () => !(await c.look(jobId)).connected)
  timeline.say('Claire Morel', `exclut le poste C ; sa connexion est coupée (${Date.now() - revokedAt} ms)`)
  await until('le poste C le dit', async () => (await c.call('sync.status', {})).problem === 'revoked')
  timeline.say('Poste C', 'dit qu’il a été exclu ; ce qu’il contient reste sur lui')
  const factsBefore = (await b.look(jobId)).facts
  must((await b.content(jobId)).hash === seal.hash, 'le poste B n’a rien reçu du poste exclu')

  timeline.title('Le travail tardif d’un poste exclu attend une décision')
  const { device: late } = await workLateAt(d)
  const items = await a.call('review.list', {})
  must(items.length === 1 && items[0]?.document === JOB, 'le travail tardif attend à la relecture, une seule fois')
  must((await b.look(jobId)).facts === factsBefore, 'et n’est arrivé nulle part avant la décision')
  for (const item of items) timeline.say('À relire', `${late} : ${item.bytes} octets pour l’intervention ${number}`)
  for (const { id } of items) await a.call('review.decide', { id, verdict: 'accept' })
  await until('le poste B a le travail accepté', async () => (await b.look(jobId)).facts > factsBefore)
  timeline.say('Claire Morel', 'accepte ce travail ; il arrive au poste B comme modification tardive')
  must((await b.look(jobId)).standing === 'modified', 'l’intervention close est dite modifiée, jamais réécrite')
  const audit = (await a.call('audit.list', { before: null })).map(({ kind }) => kind)
  for (const kind of ['founded', 'admitted', 'revoked', 'quarantined', 'quarantine-accepted']) {
    must(audit.includes(kind), `le journal du relais nomme « ${kind} »`)
  }
  timeline.say('Journal', `${audit.length} lignes au relais : ${[...new Set(audit)].join(', ')}`)
  await Promise.all([a.close(), b.close(), c.close(), d.close()])
  must((await relay.stop()) === 0, 'le relais s’arrête proprement (code 0)')

  const ok = problems.length === 0
  timeline.say('Résultat', ok ? 'tout a tenu.' : `${problems.length} vérification(s) en échec.`)
  await writeFile(path.join(outDir, 'journal.txt'), timeline.text())
  if (json) {
    const result = {
      converged,
      facts: promised.length,
      lost: lost.size,
      conflicts: conflicts.length,
      hash: seal.hash,
      technicians: [ines.name, karim.name],
      ms: Date.now() - startedAt,
    }
    console.log(JSON.stringify(result))
  } else console.log(`\nFichiers : ${(await readdir(outDir)).sort().join(', ')} dans ${outDir}`)
  process.exitCode = ok ? 0 : 1
} catch (error) {
  timeline.say('Résultat', `interrompu : ${error instanceof Error ? error.message : String(error)}`)
  await writeFile(path.join(outDir, 'journal.txt'), timeline.text())
  console.error(error)
  process.exitCode = 1
}
process.exit()

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
