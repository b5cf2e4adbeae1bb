/** « Films et rouleaux »: the catalogue, what is left of each roll, and what to do about it. */
import { useState } from 'react'
import type { FilmEntry, RollEntry } from '../../../crdt/shop/index.ts'
import { isSupervising } from '../../../crdt/vocabulary/index.ts'
import { useRights } from '../../api/rights.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import { FilmCard } from './FilmCard.tsx'
import { FilmForm } from './FilmForm.tsx'
import { LocalNote } from './RollState.tsx'

export function StockScreen() {
  const { t } = useWords()
  const { shop } = useShop()
  const mayEdit = isSupervising(useRights().role)
  const [adding, setAdding] = useState(false)
  if (!shop) return <Waiting />
  const add = mayEdit && (
    <Button kind="primary" icon="plus" onPress={() => setAdding(true)}>
      {t('stock.addFilm')}
    </Button>
  )
  return (
    <main tabIndex={0} className="h-full overflow-auto focus-visible:-outline-offset-3">
      <div className="mx-auto flex w-full max-w-4xl flex-col gap-5 p-4 sm:p-6">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div>
            <h1 className="text-2xl font-bold">{t('stock.title')}</h1>
            {shop.rolls.length > 0 && <LocalNote />}
          </div>
          {shop.films.length > 0 && add}
        </div>
        {shop.films.length === 0 && (
          <EmptyState icon="film" title={t('stock.none')} action={add || undefined}>
            {t(mayEdit ? 'stock.noneText' : 'stock.noneTextOthers')}
          </EmptyState>
        )}
        {shop.films.map((film) => (
          <FilmCard key={film.id} film={film} rolls={rollsOf(shop.rolls, film)} mayEdit={mayEdit} />
        ))}
      </div>
      {adding && <FilmForm onClose={() => setAdding(false)} />}
    </main>
  )
}

const rollsOf = (rolls: readonly RollEntry[], film: FilmEntry) => rolls.filter((roll) => roll.film.value === film.id)
