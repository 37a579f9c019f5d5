export { startHub, type Hub, type HubOptions } from './hub.ts'
export type { Launch } from './ingest/trainers.ts'
