export { openLeftOut, type LeftOut } from './left-out.ts'
export { batched, joinedColumns } from './batch.ts'
export { firstOf } from './held.ts'
export { openJournal } from './journal.ts'
export { journalPath } from './journal-path.ts'
export { openMemory, type Memory } from './memory.ts'
export { mendOfCertificate } from './untrusted.ts'
export { openBackoff } from './waits.ts'

/** Who has no hub need not wait for a socket to load: what opens one is loaded when it is asked for. */
export const loadConnection = () => import('./connection.ts')
export const loadLink = () => import('./link.ts')
export const loadResend = () => import('./resend.ts')
