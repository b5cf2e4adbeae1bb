/** Chromium cannot read the pictures of most phones; libheif (LGPL-3.0, its own file, replaceable) can. */
import libheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs'

export async function decodeHeif(bytes: Uint8Array, maxPixels: number): Promise<ImageBitmap | 'too-large'> {
  const library = libheif()
  const images = new library.HeifDecoder().decode(bytes)
  const image = images[0]
  if (!image) throw new Error('the HEIF file holds no picture')
  try {
    const [width, height] = [image.get_width(), image.get_height()]
    if (width * height > maxPixels) return 'too-large'
    const data = new ImageData(width, height)
    await new Promise<void>((resolve, reject) => {
      image.display(data, (shown) => (shown ? resolve() : reject(new Error('the HEIF picture does not decode'))))
    })
    return await createImageBitmap(data)
  } finally {
    for (const each of images) each.free()
  }
}
