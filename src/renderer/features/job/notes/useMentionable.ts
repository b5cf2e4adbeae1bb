import { useMemo } from 'react'
import { useShop } from '../../../shell/shop.tsx'
import type { Mentionable } from './mentions.ts'

/** The shop's people with a name, by name. */
export function useMentionable(): readonly Mentionable[] {
  const { shop } = useShop()
  return useMemo(
    () =>
      (shop?.people ?? [])
        .flatMap(({ id, name }) => (name.value ? [{ id, name: name.value }] : []))
        .sort((a, b) => a.name.localeCompare(b.name)),
    [shop],
  )
}
