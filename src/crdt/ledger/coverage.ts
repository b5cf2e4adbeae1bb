/** What a seal covered: a Yjs state vector in base64, client id → number of its edits. */
import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

export type Coverage = ReadonlyMap<number, number>

export function encodeCoverage(doc: Y.Doc): string {
  return toBase64(Y.encodeStateVector(doc))
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Undefined when a stranger's text is no coverage: Node and browsers forgive different mistakes, so none is. */
export function decodeCoverage(text: string): Coverage | undefined {
  if (!BASE64.test(text)) return undefined
  try {
    return Y.decodeStateVector(fromBase64(text))
  } catch {
    return undefined
  }
}
