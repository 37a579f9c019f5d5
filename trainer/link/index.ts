export { batched, joinedColumns } from './batch.ts'

/** Who has no hub need not wait for a socket to load: what opens one is loaded when it is asked for. */
export const loadLink = () => import('./link.ts')
export const loadResend = () => import('./resend.ts')
