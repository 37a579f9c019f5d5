export { openStore } from './sqlite.ts'
export type { Store, StoredSeries } from './store.ts'
