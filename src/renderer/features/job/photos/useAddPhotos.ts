/** From files to photos of the job: prepared, stored by main under their hash, and only then written down. */
import { useState } from 'react'
import { addPhoto } from '../../../../crdt/job/index.ts'
import type { PhotoData } from '../../../../crdt/job/index.ts'
import { ask, errorOf } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'
import { useWords } from '../../../i18n/index.ts'
import { useErrorLine } from '../../../shell/Problem.tsx'
import { notify } from '../../../ui/Feedback.tsx'
import { useJobTools } from '../context.tsx'
import { preparePhoto } from './preparer.ts'
import { MAX_FILE_BYTES } from './sniff.ts'

export type PhotoPlace = Pick<PhotoData, 'phase' | 'view' | 'zone' | 'defect'>

export function useAddPhotos() {
  const { t } = useWords()
  const { api } = useDesk()
  const { edit } = useJobTools()
  const errorLine = useErrorLine()
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null)

  /** One photo, or nothing: a failure on the way leaves no trace in the job. */
  async function addOne(file: File, place: PhotoPlace): Promise<void> {
    if (file.size > MAX_FILE_BYTES) return notify(t('photo.refused.too-large', { name: file.name }), 'bad')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const prepared = await preparePhoto(bytes)
    if (prepared.kind === 'refused') return notify(t(`photo.refused.${prepared.why}`, { name: file.name }), 'bad')
    const put = async (content: Uint8Array, mime: typeof prepared.mime) =>
      (await ask(api, 'blobs.put', { bytes: content, mime })).sha256
    const sha256 = await put(bytes, prepared.mime)
    const thumbnail = await put(prepared.thumbnail, 'image/jpeg')
    const rendition = prepared.rendition ? await put(prepared.rendition, 'image/jpeg') : null
    const { mime, width, height } = prepared
    edit((ledger, pen) =>
      addPhoto(ledger, { ...place, sha256, thumbnail, rendition, mime, bytes: bytes.length, width, height }, pen),
    )
  }

  async function addPhotos(files: readonly File[], place: PhotoPlace): Promise<void> {
    if (files.length === 0) return
    setProgress({ done: 0, total: files.length })
    for (const [index, file] of files.entries()) {
      try {
        await addOne(file, place)
      } catch (cause) {
        notify(t('photo.failed', { name: file.name, reason: errorLine(errorOf(cause)) }), 'bad')
      }
      setProgress({ done: index + 1, total: files.length })
    }
    setProgress(null)
  }

  return { addPhotos, progress }
}
