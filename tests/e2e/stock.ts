/** Films and rolls for tests of other screens: they enter the shop's document over the bridge, as a window's edits do. */
import type { Page } from 'playwright-core'
import { setFilm, setRoll } from '../../src/crdt/shop/index.ts'
import { askMain, writeApart } from './main-records.ts'

/** The window knows them after it was loaded again, which it is. */
export async function stockTheShop(window: Page): Promise<void> {
  const { person } = await askMain(window, 'app.info', {})
  if (!person) throw new Error('expected somebody at the device whose shop is stocked')
  await writeApart(
    window,
    'shop',
    [
      (ledger, pen) => {
        const film = setFilm(
          ledger,
          undefined,
          {
            brand: 'Clarté',
            range: 'Ultra 190',
            finish: 'gloss',
            thicknessMicrons: 190,
            widthMm: 1520,
            centsPerM2: 6200,
          },
          pen,
        )
        setRoll(ledger, undefined, { film, lot: 'CL-2609-114', serial: '0007812', receivedMm: 15_000 }, pen)
      },
    ],
    [person.id],
  )
  await window.reload()
}
