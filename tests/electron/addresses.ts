/**
 * Chromium cannot be taught a new scheme from outside, so `app://host/x` is shown to it as
 * `https://host.app.stand-in/x`: a secure, standard origin that resolves nowhere.
 */
export const privilegedSchemes = new Set<string>()

export function toChromium(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/, (whole, scheme: string, host: string) =>
    privilegedSchemes.has(scheme) ? `https://${host}.${scheme}.stand-in` : whole,
  )
}

export function fromChromium(url: string): string {
  return url.replace(/^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.stand-in(?=[/?#]|$)/, '$2://$1')
}

export function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'))
}

/** Without trailing slash, as `WebFrameMain.origin` gives it; `new URL('app://…').origin` would be "null" in Node. */
export function originOf(url: string): string {
  const origin = new URL(toChromium(url)).origin
  return origin === 'null' ? 'null' : fromChromium(origin)
}
