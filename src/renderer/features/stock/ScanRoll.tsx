/** A roll by its label, in front of the camera or as a picture. */
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { readQrPicture } from '../first-run/join/readQr.ts'
import { ScanQr } from '../first-run/join/ScanQr.tsx'
import { rollOfCode } from './balance.ts'

/** `onRoll` answers whether this shop knows the roll; the camera goes on looking otherwise. */
export function ScanRoll({ onRoll }: { readonly onRoll: (roll: string) => boolean }) {
  const { t } = useWords()
  const [unreadable, setUnreadable] = useState(false)
  const take = (text: string | undefined) => {
    const roll = text === undefined ? undefined : rollOfCode(text)
    return roll !== undefined && onRoll(roll)
  }
  return (
    <div className="flex flex-col gap-3 rounded-lg bg-sunken p-3">
      <ScanQr what="roll" onText={take} />
      <div className="flex flex-wrap items-center gap-3">
        <FileTrigger
          acceptedFileTypes={['image/*']}
          onSelect={(files) => {
            const file = files?.[0]
            if (file) void readQrPicture(file).then((text) => setUnreadable(!take(text)))
          }}
        >
          <Button icon="file">{t('scan.image')}</Button>
        </FileTrigger>
        {unreadable && (
          <p role="alert" className="text-sm font-medium text-bad">
            {t('stock.scanNone')}
          </p>
        )}
      </div>
    </div>
  )
}
