/** The shop document, held open for as long as the shell stands: names of people, films and rolls. */
import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import type { ShopView } from '../../crdt/shop/index.ts'
import { shopOf, useCondition, useDocument, useView } from '../documents/hooks.ts'
import type { DocumentCondition } from '../documents/document.ts'
import { useWords } from '../i18n/index.ts'

interface ShopState {
  readonly shop: ShopView | null
  readonly condition: DocumentCondition | null
}
const ShopContext = createContext<ShopState>({ shop: null, condition: null })

export function ShopProvider({ children }: { readonly children: ReactNode }) {
  const document = useDocument('shop')
  const shop = useView(shopOf(document))
  const condition = useCondition(document)
  return <ShopContext.Provider value={{ shop, condition }}>{children}</ShopContext.Provider>
}

export function useShop(): ShopState {
  return useContext(ShopContext)
}

/** The name of a person, or a word for somebody whom this device does not know yet. */
export function usePersonName(): (id: string) => string {
  const { shop } = useShop()
  const { t } = useWords()
  return (id) => shop?.people.find((person) => person.id === id)?.name.value ?? t('person.unknown')
}
