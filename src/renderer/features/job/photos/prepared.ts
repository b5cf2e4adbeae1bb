import type { ImageMime, Refusal } from './sniff.ts'

/** What the worker makes of a file. Orientation is applied in both renditions; neither carries any EXIF. */
export type Prepared =
  | {
      readonly kind: 'ready'
      readonly mime: ImageMime
      /** As it is to be looked at: EXIF orientation applied. */
      readonly width: number
      readonly height: number
      readonly thumbnail: Uint8Array<ArrayBuffer>
      /** JPEG that every reader can show; null when the original is one, small and without EXIF. */
      readonly rendition: Uint8Array<ArrayBuffer> | null
    }
  | { readonly kind: 'refused'; readonly why: Refusal }
