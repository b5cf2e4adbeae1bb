/**
 * Finds a Chromium: the one named by `RPMA_TEST_CHROMIUM`, else the one that npm installed, else an installed
 * one. The npm one comes compressed and is unpacked once, into a folder of its own: its package would happily
 * reuse any `chromium` that an older version left in the common temporary folder.
 */
import { existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

export interface ChromiumBinary {
  executable: string
  /** Knows only the old headless mode, and has no windows. */
  headlessShell: boolean
  environment: Record<string, string>
}

export async function findChromium({ headed }: { headed: boolean }): Promise<ChromiumBinary> {
  const named = process.env['RPMA_TEST_CHROMIUM']
  if (named) {
    if (!existsSync(named)) throw new Error(`RPMA_TEST_CHROMIUM names ${named}, which does not exist`)
    return { executable: named, headlessShell: /headless[-_]shell/.test(named), environment: {} }
  }
  const found = (headed ? undefined : await packaged()) ?? installed()
  if (found) return found
  throw new Error(
    headed
      ? 'Ni Chrome ni Chromium n’est installé sur ce poste (RPMA_TEST_CHROMIUM peut en nommer un).\n' +
          'No Chrome or Chromium is installed on this machine (RPMA_TEST_CHROMIUM may name one).'
      : 'No Chromium: @sparticuz/chromium is not installed for this platform, and neither is Chrome or Chromium. ' +
          'Name one with RPMA_TEST_CHROMIUM.',
  )
}

export function installed(): ChromiumBinary | undefined {
  const executable = installedCandidates().find((candidate) => existsSync(candidate))
  return executable === undefined ? undefined : { executable, headlessShell: false, environment: {} }
}

function installedCandidates(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', path.join(os.homedir(), 'Applications')].map((folder) =>
        path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    )
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge']
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

/** Linux on x64 only: that is what the npm package carries. */
async function packaged(): Promise<ChromiumBinary | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    entry = require.resolve('@sparticuz/chromium')
  } catch {
    return undefined
  }
  const packageFolder = path.resolve(path.dirname(entry), '..')
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = path.join(writableCache(packageFolder), `chromium-${version}`)
  if (!existsSync(folder)) await unpack(folder)
  return {
    executable: path.join(folder, 'chromium'),
    headlessShell: true,
    environment: {
      // The few libraries that a bare machine lacks (nss, nspr, expat), and a font so that text has a width.
      LD_LIBRARY_PATH: [path.join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  }
}

function writableCache(packageFolder: string): string {
  const preferred = path.resolve(packageFolder, '..', '..', '.cache')
  try {
    mkdirSync(preferred, { recursive: true })
    return preferred
  } catch {
    const fallback = path.join(os.tmpdir(), `rpma-chromium-${os.userInfo().uid}`)
    mkdirSync(fallback, { recursive: true })
    return fallback
  }
}

/** Unpacks beside the target and renames, because two apps may well start at once. */
async function unpack(folder: string): Promise<void> {
  const staging = mkdtempSync(`${folder}.unpacking-`)
  const { default: chromium, inflate } = await import('@sparticuz/chromium')
  const binFolder = path.resolve(
    path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '..',
    'bin',
  )
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = staging
  // Both read the temporary folder before their first await, so it can be given back at once.
  const work = [chromium.executablePath(), inflate(path.join(binFolder, 'al2023.tar.br'))]
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  await Promise.all(work)
  writeFileSync(
    path.join(staging, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${path.join(folder, 'fonts')}</dir>
<cachedir>${path.join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`,
  )
  try {
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
