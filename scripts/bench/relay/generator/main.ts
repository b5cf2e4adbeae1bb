/** The load's process: takes one order from the bench, answers with its result, ends. */
import { comeBack, count, fill, open, say } from './documents-load.ts'
import { runEditLoad } from './edit-load.ts'
import type { Marks, Order } from './messages.ts'
import { runPresenceLoad } from './presence-load.ts'

const marks: Marks = { begin: () => process.send?.({ mark: 'begin' }), end: () => process.send?.({ mark: 'end' }) }

async function run({ target, load }: Order): Promise<unknown> {
  switch (load.kind) {
    case 'edits':
      return runEditLoad(target, load, marks)
    case 'presence':
      return runPresenceLoad(target, load, marks)
    case 'fill':
      return fill(target, load)
    case 'open':
      return open(target, load)
    case 'return':
      return comeBack(target, load)
    case 'say':
      return say(target, load)
    case 'count':
      return count(target, load.name, load.clients)
  }
}

process.once('message', ({ target, load }: Order) => {
  run({ target, load }).then(
    (result) => process.send?.({ result }, () => process.exit(0)),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? error.stack : String(error) }, () => process.exit(1)),
  )
})
