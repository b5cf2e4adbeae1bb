/** Decoding and shrinking away from the screen's thread: a phone's picture takes longer than a frame. */
import type { Prepared } from './prepared.ts'
import { hasExif, MAX_PIXELS, sniffImage } from './sniff.ts'
import type { ImageMime } from './sniff.ts'

const THUMBNAIL_PX = 320
const RENDITION_PX = 2000

/** The part of a worker's global scope that is used here; the DOM's types only know windows. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Uint8Array<ArrayBuffer>>) => void) | null
  postMessage(message: Prepared, transfer: Transferable[]): void
}
const scope = globalThis as unknown as WorkerScope

/** Whoever sends a picture waits for its answer before sending the next. */
scope.onmessage = (event) => {
  void prepare(event.data)
    .catch((): Prepared => ({ kind: 'refused', why: 'unreadable' }))
    .then((prepared) => {
      const transfer =
        prepared.kind === 'ready'
          ? [prepared.thumbnail.buffer, ...(prepared.rendition ? [prepared.rendition.buffer] : [])]
          : []
      scope.postMessage(prepared, transfer)
    })
}

async function prepare(bytes: Uint8Array<ArrayBuffer>): Promise<Prepared> {
  const sniffed = sniffImage(bytes)
  if (sniffed.kind === 'refused') return sniffed
  const { mime } = sniffed
  const picture = await decode(bytes, mime)
  if (picture === 'too-large') return { kind: 'refused', why: 'too-large' }
  try {
    const { width, height } = picture
    // What a header promised and what came of it are not the same: the second counts as well.
    if (width * height > MAX_PIXELS) return { kind: 'refused', why: 'too-large' }
    const plain =
      (mime === 'image/png' || (mime === 'image/jpeg' && !hasExif(bytes))) && Math.max(width, height) <= RENDITION_PX
    return {
      kind: 'ready',
      mime,
      width,
      height,
      thumbnail: await shrink(picture, THUMBNAIL_PX, 0.8),
      rendition: plain ? null : await shrink(picture, RENDITION_PX, 0.88),
    }
  } finally {
    picture.close()
  }
}

async function decode(bytes: Uint8Array<ArrayBuffer>, mime: ImageMime): Promise<ImageBitmap | 'too-large'> {
  if (mime === 'image/heic' || mime === 'image/heif') {
    // Fetched only when a phone's picture needs it: two megabytes. It applies the rotation by itself.
    const { decodeHeif } = await import('./heif.ts')
    return decodeHeif(bytes, MAX_PIXELS)
  }
  return createImageBitmap(new Blob([bytes], { type: mime }), { imageOrientation: 'from-image' })
}

async function shrink(picture: ImageBitmap, longestPx: number, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(1, longestPx / Math.max(picture.width, picture.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  )
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas here')
  // JPEG has no transparency: what shines through is white, not black.
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
  return new Uint8Array(await blob.arrayBuffer())
}
