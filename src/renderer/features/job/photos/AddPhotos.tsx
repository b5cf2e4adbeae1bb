/** Photos of one place of the job: picked, dropped or pasted. */
import type { PhotoPhase, PhotoView, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { useJobTools } from '../context.tsx'
import { useAddPhotos } from './imports.tsx'
import { PhotoPicker, usePastedFiles } from './PhotoPicker.tsx'

export interface AddPhotosProps {
  readonly phase: PhotoPhase
  readonly zone: ZoneId | null
  readonly view?: PhotoView | null
  readonly defect?: string
  readonly compact?: boolean
  /** Takes pictures that are pasted anywhere on the page. */
  readonly catchPaste?: boolean
}

export function AddPhotos({ phase, zone, view = null, defect, compact, catchPaste }: AddPhotosProps) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const addPhotos = useAddPhotos()
  const add = (files: readonly File[]) => addPhotos(files, { phase, view, zone, defect: defect ?? null })
  usePastedFiles(catchPaste && canEdit ? add : null)
  if (!canEdit) return null
  return <PhotoPicker label={t('photo.add')} onFiles={add} compact={compact ?? false} />
}
