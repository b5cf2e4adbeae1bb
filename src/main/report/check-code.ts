import { createHash } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Eight characters to read over the telephone: 40 bits of the sha256 over job, revision and hash. They tell a paper
 * from another one by mistake; against a forger only the whole hash counts.
 */
export function checkCode(jobId: string, revision: string, hash: string): string {
  const digest = createHash('sha256').update(`${jobId}\n${revision}\n${hash}`).digest()
  let bits = 0n
  for (const byte of digest.subarray(0, 5)) bits = (bits << 8n) | BigInt(byte)
  let code = ''
  for (let shift = 35n; shift >= 0n; shift -= 5n) code += ALPHABET[Number((bits >> shift) & 31n)]
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** What the QR code says: capitals and digits only, which makes it a third smaller. `RPMA1 job revision hash code`. */
export function qrText(jobId: string, revision: string, hash: string): string {
  return ['RPMA1', jobId, revision, hash, checkCode(jobId, revision, hash)].join(' ').toUpperCase()
}
