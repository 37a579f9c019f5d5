export { startHub, type Hub } from './hub.ts'
export type { Launch } from './ingest/trainers.ts'
export type { Tls } from './listening.ts'
export type { Sweeps } from './sweeps.ts'
