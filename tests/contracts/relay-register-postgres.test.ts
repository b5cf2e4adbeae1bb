/** The register on a real PostgreSQL, judged as every other register is. */
import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgresRegister } from '../../sync-relay/src/log/postgres-register.ts'
import type { Register } from '../../sync-relay/src/trust/register.ts'
import { startPostgres, whyNoPostgres } from '../relay/support/postgres.ts'
import type { PostgresServer } from '../relay/support/postgres.ts'
import { describeRegister } from './relay-register.ts'

const title = `the register on PostgreSQL${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`

describe.skipIf(whyNoPostgres !== null)(title, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  describeRegister(async () => {
    const address = await server.database()
    const opened: Register[] = []
    const open = async (): Promise<Register> => {
      const register = await openPostgresRegister(address)
      opened.push(register)
      return register
    }
    const register = await open()
    return {
      register,
      async reopen() {
        await register.close()
        return open()
      },
      join: open,
      async discard() {
        await Promise.all(opened.map((one) => one.close()))
      },
    }
  })
})
