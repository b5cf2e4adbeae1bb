import { formatCelsius, formatPercent } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'

interface Bounds {
  readonly airDeci: readonly [number, number]
  readonly humidity: readonly [number, number]
}

/** « 18 °C – 25 °C » and « 40 % – 60 % », as people compare them with what they measured. */
export function useRange(): { readonly air: (of: Bounds) => string; readonly humidity: (of: Bounds) => string } {
  const { language } = useWords()
  return {
    air: ({ airDeci: [low, high] }) => `${formatCelsius(low, language)} – ${formatCelsius(high, language)}`,
    humidity: ({ humidity: [low, high] }) => `${formatPercent(low, language)} – ${formatPercent(high, language)}`,
  }
}
