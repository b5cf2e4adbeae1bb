/** What kind of picture these bytes begin as, of those that the app shows. */
export function imageMimeOf(bytes: Uint8Array): string | undefined {
  const at = (start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end))
  if (at(0, 3) === '\xff\xd8\xff') return 'image/jpeg'
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP') return 'image/webp'
  return at(4, 8) === 'ftyp' ? ISO_MEDIA[at(8, 12)] : undefined
}

/** Major brands of ISO media files. */
const ISO_MEDIA: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heif',
}
