/** Whether a relay's address is on this very machine. Names other than `localhost` may be anything in a hosts file. */
export function isLoopbackAddress(relayUrl: string): boolean {
  const host = new URL(relayUrl).hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
