/** Whom the load is put on. */
export interface Target {
  /** `y`: stock y-websocket; `hocuspocus`: the same behind the document's name; `bare`: nobody greets. */
  readonly dialect: 'y' | 'hocuspocus' | 'bare'
  readonly port: number
  /** `authorization` header by client, where the server asks for one; taken in turn. */
  readonly tokens?: readonly string[]
}
