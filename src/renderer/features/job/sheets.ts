/** What film sheets ask of the air: copied into readings and cuts, so that the job says later what was asked that day. */
import type { JobView, SheetLimits } from '../../../crdt/job/index.ts'
import { limitsUnder } from '../../../crdt/job/index.ts'
import type { ShopView } from '../../../crdt/shop/index.ts'

type Film = ShopView['films'][number]

/** Undefined: the sheet asks nothing. */
export function sheetOf(film: Film | undefined): SheetLimits | undefined {
  if (!film) return undefined
  const asked = Object.entries({
    minAirDeci: film.minAirDeci.value,
    maxAirDeci: film.maxAirDeci.value,
    minHumidity: film.minHumidity.value,
    maxHumidity: film.maxHumidity.value,
  }).filter(([, value]) => value !== undefined)
  return asked.length > 0 ? Object.fromEntries(asked) : undefined
}

export interface AskedSheets {
  /** Of each film that asks something, as the catalogue says it today. */
  readonly films: readonly { readonly film: Film; readonly limits: SheetLimits }[]
  /** The strictest of them in one; undefined: none asks anything. */
  readonly strictest: SheetLimits | undefined
}

/** Of the films that this job's zones are meant to get or have got. */
export function askedBy(view: Pick<JobView, 'zones' | 'filmUses'>, shop: ShopView | null): AskedSheets {
  const ids = new Set([
    ...view.zones.flatMap((zone) => zone.film.value ?? []),
    ...view.filmUses.flatMap((use) => (use.purpose === 'error' ? [] : use.film)),
  ])
  const films = (shop?.films ?? []).flatMap((film) => {
    const limits = ids.has(film.id) ? sheetOf(film) : undefined
    return limits ? [{ film, limits }] : []
  })
  return { films, strictest: strictestOf(films.map((each) => each.limits)) }
}

function strictestOf(sheets: readonly SheetLimits[]): SheetLimits | undefined {
  if (sheets.length === 0) return undefined
  const { airDeci, humidity } = limitsUnder(sheets).block
  const asks = (name: keyof SheetLimits) => sheets.some((sheet) => sheet[name] !== undefined)
  return {
    ...(asks('minAirDeci') ? { minAirDeci: airDeci[0] } : {}),
    ...(asks('maxAirDeci') ? { maxAirDeci: airDeci[1] } : {}),
    ...(asks('minHumidity') ? { minHumidity: humidity[0] } : {}),
    ...(asks('maxHumidity') ? { maxHumidity: humidity[1] } : {}),
  }
}
