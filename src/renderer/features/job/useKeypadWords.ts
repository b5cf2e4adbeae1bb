import { useWords } from '../../i18n/index.ts'
import type { KeypadWords } from '../../ui/NumberInput.tsx'

export function useKeypadWords(): KeypadWords {
  const { t, language } = useWords()
  return {
    open: t('keypad.open'),
    erase: t('keypad.erase'),
    done: t('keypad.done'),
    decimalSign: language === 'fr' ? ',' : '.',
  }
}
