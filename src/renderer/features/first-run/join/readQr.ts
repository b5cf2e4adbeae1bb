/** The QR code of a picture, or of what the camera sees. */
import decodeQR from 'qr/decode.js'

/** Pixels of the longer side: a photo of a phone has ten times what a QR code needs, and costs seconds. */
const MAX_SIDE = 1600
/** A code drawn with one pixel a module is too small for the decoder. */
const MIN_SIDE = 400

/** Undefined: no picture, or none with a QR code that can be read. */
export async function readQrPicture(file: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return undefined
  try {
    return readQrOf(bitmap, bitmap.width, bitmap.height, { effort: 8, timeLimit: 2_000 })
  } finally {
    bitmap.close()
  }
}

export function readQrFrame(video: HTMLVideoElement): string | undefined {
  if (video.videoWidth === 0) return undefined
  return readQrOf(video, video.videoWidth, video.videoHeight, {})
}

function readQrOf(
  source: CanvasImageSource,
  width: number,
  height: number,
  options: { readonly effort?: number; readonly timeLimit?: number },
): string | undefined {
  const side = Math.max(width, height)
  const scale = side > MAX_SIDE ? MAX_SIDE / side : side < MIN_SIDE ? Math.ceil(MIN_SIDE / side) : 1
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.imageSmoothingEnabled = scale < 1
  // Pictures of screens may be see-through where they mean white.
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), options)
  } catch {
    return undefined // the decoder throws for « nothing found »
  }
}
