/** The log on a real PostgreSQL, judged as every other log is. */
import { afterAll, beforeAll, describe } from 'vitest'
import type { Log } from '../../sync-relay/src/log/log.ts'
import { openPostgresLog } from '../../sync-relay/src/log/postgres-log.ts'
import { startPostgres, whyNoPostgres } from '../relay/support/postgres.ts'
import type { PostgresServer } from '../relay/support/postgres.ts'
import { describeLog, describeSharedLog } from './relay-log.ts'

describe.skipIf(whyNoPostgres !== null)(
  `PostgreSQL${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`,
  () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres()
    })
    afterAll(() => server.stop())

    describeLog(async () => {
      const address = await server.database()
      let log = await openPostgresLog(address)
      return {
        log,
        async reopen() {
          await log.close()
          log = await openPostgresLog(address)
          return log
        },
        async discard() {
          await log.close()
        },
      }
    })

    describeSharedLog(async () => {
      const address = await server.database()
      const sides: Log[] = []
      return {
        async side() {
          const log = await openPostgresLog(address)
          sides.push(log)
          return log
        },
        async discard() {
          for (const log of sides) await log.close()
        },
      }
    })
  },
)
