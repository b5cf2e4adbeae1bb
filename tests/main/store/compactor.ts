/**
 * Compacts one document and kills itself at a given step: before the n-th statement that writes, after the last one
 * (before COMMIT), or after COMMIT. Arguments: data folder, document name, step. Prints the steps that it passed.
 */
import type { Database, Statement } from 'better-sqlite3'
import { writeSync } from 'node:fs'
import { openDatabase } from '../../../src/main/store/database.ts'
import { projectDocument, PROJECTOR_VERSION } from '../../../src/main/store/projector.ts'
import { StoreCore } from '../../../src/main/store/store-core.ts'

const [dir, name, killAt] = process.argv.slice(2) as [string, string, string]
let armed = false
let step = 0

function pass(what: string): void {
  if (!armed) return
  writeSync(1, `${++step} ${what}\n`)
  if (step === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}

/** The same database, with a step before every statement that writes and around every COMMIT. */
function stepped(db: Database): Database {
  return new Proxy(db, {
    get(target, key) {
      if (key === 'prepare') return (sql: string) => steppedStatement(target.prepare(sql), sql)
      if (key === 'transaction') {
        return (work: () => unknown) => {
          const transaction = target.transaction(() => {
            const result = work()
            pass('COMMIT')
            return result
          })
          return {
            immediate: () => {
              const result = transaction.immediate()
              pass('committed')
              return result
            },
          }
        }
      }
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function steppedStatement(statement: Statement, sql: string): Statement {
  return new Proxy(statement, {
    get(target, key) {
      if (key === 'run') {
        return (...values: unknown[]) => {
          pass(sql.trim().split('\n')[0]!)
          return target.run(...values)
        }
      }
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const { db } = openDatabase({ dir })
const core = new StoreCore(stepped(db), { projector: projectDocument, projectorVersion: PROJECTOR_VERSION })
armed = true
core.compact(name)
writeSync(1, 'done\n')
