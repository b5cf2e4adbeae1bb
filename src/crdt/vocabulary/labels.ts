/** A word of the trade in both languages. French is the source; `domain.md` of the project's brief the origin. */
export interface Label {
  readonly fr: string
  readonly en: string
}
export type Language = keyof Label
