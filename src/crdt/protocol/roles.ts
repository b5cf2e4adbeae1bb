/**
 * What a device may do at the relay. A person's role on a device never reaches further than the device's own:
 * the relay knows devices, not people.
 */
export const DEVICE_ROLES = ['admin', 'supervisor', 'technician', 'viewer'] as const
export type DeviceRole = (typeof DEVICE_ROLES)[number]

/** The documents that a grant can name. The relay needs to know of a kind only who writes it. */
export const DOCUMENT_KINDS = ['shop', 'client/*', 'job/*'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** Undefined: no kind of ours. Traversal, empty ids and unknown kinds all end here [F45]. */
export function kindOf(document: string): DocumentKind | undefined {
  if (document === 'shop') return 'shop'
  const [, kind] = /^(client|job)\/[0-9A-HJKMNP-TV-Z]{26}$/.exec(document) ?? []
  return kind === undefined ? undefined : (`${kind}/*` as DocumentKind)
}

/** `shop`: supervisors and admins. Clients and jobs: technicians too. A viewer writes nothing. */
export function mayWrite(role: DeviceRole, kind: DocumentKind): boolean {
  if (role === 'viewer') return false
  return kind === 'shop' ? role !== 'technician' : true
}
