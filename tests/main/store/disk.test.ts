import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { StoreFault } from '../../../src/main/store/index.ts'
import { newId, openTestStore, plainKeys, recorded, tempFolder } from './workshop.ts'

const name = `job/${newId()}`

test('[F6] a full disk refuses the edit as full, keeps what was saved, and goes on when there is room', async ({
  skip,
}) => {
  const dir = tempFolder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir])
  if (mounted.status !== 0) skip('no small disk here: mounting a tmpfs needs root')
  onTestFinished(() => void spawnSync('umount', ['-l', dir]))
  const ballast = path.join(dir, 'ballast')
  writeFileSync(ballast, Buffer.alloc(1 << 20))
  const store = await openTestStore(dir)

  const { doc, updates } = recorded()
  const saved: string[] = []
  let refused: StoreFault['problem'] | undefined
  for (let i = 0; refused === undefined && i < 500; i++) {
    doc.getMap('plain').set(`k${i}`, 'x'.repeat(20_000))
    await store.append(name, updates.at(-1)!, 'local', 1).then(
      () => saved.push(`k${i}`),
      (fault: StoreFault) => (refused = fault.problem),
    )
  }
  expect(refused?.kind).toBe('full')
  expect(refused?.fr).toContain('Tout ce qui l’était déjà est intact')
  expect(saved.length).toBeGreaterThan(5)
  expect(plainKeys((await store.read(name))!.state)).toEqual(saved.toSorted())
  await expect(store.putBlob(new Uint8Array(2 << 20), 'image/png')).rejects.toMatchObject({ kind: 'full' })
  expect(await store.blobsToSend()).toEqual([])

  // The window kept the document open; the edit that was refused is offered again.
  rmSync(ballast)
  await store.append(name, updates.at(-1)!, 'local', 1)
  expect(plainKeys((await store.read(name))!.state)).toHaveLength(saved.length + 1)
  await store.close()
  const again = await openTestStore(dir)
  await again.checkIntegrity()
  expect(plainKeys((await again.read(name))!.state)).toHaveLength(saved.length + 1)
})

test('[F4] when fsync fails nothing is said to be saved, and nothing more is until the store was opened again', async ({
  skip,
}) => {
  const dir = tempFolder()
  await (await openTestStore(dir)).close()
  const child = fileURLToPath(new URL('./appender-to-the-end.ts', import.meta.url))
  const inject = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:error=EIO:when=9']
  const run = spawnSync('strace', [...inject, '-o', '/dev/null', process.execPath, child, dir, name, '30'], {
    encoding: 'utf8',
  })
  if (run.error || /ptrace|PTRACE/.test(run.stderr)) skip('no strace here, or it may not trace')
  const answers = run.stdout.trim().split('\n')
  const saved = answers.filter((line) => line.startsWith('saved ')).map((line) => line.slice('saved '.length))
  const refused = answers.filter((line) => !line.startsWith('saved '))
  expect(saved.length).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  expect(saved.length + refused.length).toBe(30)
  expect(new Set(refused)).toEqual(new Set(['io']))
  // Only the ninth call failed; yet no later edit was taken.
  expect(answers.slice(saved.length)).toEqual(refused)

  const store = await openTestStore(dir)
  await store.checkIntegrity()
  const kept = plainKeys((await store.read(name))!.state)
  expect(saved.filter((key) => !kept.includes(key))).toEqual([])
})
