import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import path from 'node:path'

/**
 * One app per data folder: a file with the holder's process id, and beside it a folder into which a second
 * instance drops its command line, synchronously, before it quits.
 */
export class SingleInstanceLock {
  held = false
  readonly #file: string
  readonly #inbox: string
  readonly #onSecond: (argv: string[], workingDirectory: string) => void
  #watcher: FSWatcher | undefined

  constructor(userData: string, onSecond: (argv: string[], workingDirectory: string) => void) {
    this.#file = path.join(userData, 'stand-in-instance')
    this.#inbox = path.join(userData, 'stand-in-second-instances')
    this.#onSecond = onSecond
  }

  request(): boolean {
    if (this.held) return true
    mkdirSync(this.#inbox, { recursive: true })
    if (!this.#take()) {
      const note = JSON.stringify({ argv: process.argv, workingDirectory: process.cwd() })
      writeFileSync(path.join(this.#inbox, `${process.pid}-${Date.now()}.json`), note)
      return false
    }
    this.held = true
    process.once('exit', () => this.release())
    this.#watcher = watch(this.#inbox, () => this.#read())
    this.#watcher.unref()
    return true
  }

  release(): void {
    if (!this.held) return
    this.held = false
    this.#watcher?.close()
    rmSync(this.#file, { force: true })
  }

  #take(): boolean {
    try {
      writeFileSync(this.#file, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      if (isAlive(Number(readFileSync(this.#file, 'utf8')))) return false
      rmSync(this.#file, { force: true })
      return this.#take()
    }
  }

  #read(): void {
    for (const name of readdirSync(this.#inbox)) {
      const file = path.join(this.#inbox, name)
      try {
        const note = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; workingDirectory: string }
        rmSync(file)
        this.#onSecond(note.argv, note.workingDirectory)
      } catch {
        // Not written to its end yet; the watcher calls again.
      }
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
