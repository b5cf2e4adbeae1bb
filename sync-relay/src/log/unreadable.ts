/** Stored bytes are not what was stored. Becomes the failure `unreadable`, never an empty document [F12]. */
export class Unreadable extends Error {}
