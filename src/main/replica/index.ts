export type { LiveDocument, Viewer } from './live-document.ts'
export { Replica, type ReplicaOptions } from './replica.ts'
export { createRelayHttp, RelayRefusal } from './relay-http.ts'
