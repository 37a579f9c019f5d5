export { openStore } from './sqlite/index.ts'
export type { Store, StoredSeries } from './store.ts'
export { makeFolder } from './folder.ts'
