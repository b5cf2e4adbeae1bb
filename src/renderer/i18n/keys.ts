import type { fr } from './fr.ts'

type Raw = keyof typeof fr
type Plural = 'one' | 'many' | 'other'

/** Keys as callers know them: a plural's forms are one key. */
export type Key = Raw extends infer R ? (R extends `${infer Base}_${Plural}` ? Base : R) : never

type TextOf<K> = K extends Raw
  ? (typeof fr)[K]
  : `${K & string}_other` extends Raw
    ? (typeof fr)[`${K & string}_other`]
    : never

type Placeholders<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholders<Rest> : never
type IsPlural<K> = `${K & string}_other` extends Raw ? true : false

/** The arguments after the key: nothing, or an object with every placeholder; plurals ask for `count`. */
export type Values<K extends Key> = [Placeholders<TextOf<K>>] extends [never]
  ? IsPlural<K> extends true
    ? [values: { readonly count: number }]
    : []
  : [
      values: {
        readonly [P in Placeholders<TextOf<K>> as P extends 'count' ? never : P]: string | number
      } & (IsPlural<K> extends true
        ? { readonly count: number }
        : 'count' extends Placeholders<TextOf<K>>
          ? { readonly count: string | number }
          : unknown),
    ]

/** What another language must hold: every key of the source, but the plural form that only French has. */
export type Catalogue = { readonly [K in Raw as K extends `${string}_many` ? never : K]: string }
