/**
 * The one origin whose pages are ours. IndexedDB belongs to it: changing scheme or host orphans what people have
 * on their devices.
 */
export const appScheme = 'app'
export const appHost = 'rpma'
export const appOrigin = `${appScheme}://${appHost}`
export const startUrl = `${appOrigin}/index.html`

/** `scheme://host[:port]`, or undefined for what has no host. Node's own `origin` is "null" for our scheme. */
export function originOf(url: string): string | undefined {
  const parsed = URL.parse(url)
  return parsed && parsed.host !== '' ? `${parsed.protocol}//${parsed.host}` : undefined
}

export function isOfOrigin(url: string, origin: string): boolean {
  return originOf(url) === origin
}
