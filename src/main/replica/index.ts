export type { LiveDocument, Viewer } from './live-document.ts'
export { Replica, type ReplicaOptions } from './replica.ts'
export { RelayRefusal } from './relay-http.ts'
