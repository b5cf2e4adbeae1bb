export function isRelayUrl(text: string): boolean {
  return ['ws:', 'wss:'].includes(URL.parse(text)?.protocol ?? '')
}

/** An address that means another machine on every machine. */
export function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}
