import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { createMemoryRegister } from '../../sync-relay/src/trust/memory-register.ts'
import { openSqliteRegister } from '../../sync-relay/src/trust/sqlite-register.ts'
import { describeRegister } from './relay-register.ts'

describe('the register in memory', () => {
  describeRegister(async () => {
    const register = createMemoryRegister()
    return { register, reopen: async () => register, join: async () => register, discard: () => register.close() }
  })
})

describe('the register on SQLite', () => {
  describeRegister(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rpma-register-'))
    let register = openSqliteRegister(folder)
    return {
      register,
      async reopen() {
        await register.close()
        return (register = openSqliteRegister(folder))
      },
      join: async () => null,
      async discard() {
        await register.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  })
})
