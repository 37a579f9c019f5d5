/** The link as far as a page has it, too: nothing of Node is loaded where this is. */
export { connectTo, type Connection } from './connection.ts'
export { frameOf, HEAD, heldIn, checksumOf, FRAME_HEAD } from './frame.ts'
export { envelopesOf, lastSeqOf, lastStepOf, type Held } from './held.ts'
export type { Journal } from './journal.ts'
export { journalPath } from './journal-path.ts'
export { openOutbox } from './outbox.ts'
