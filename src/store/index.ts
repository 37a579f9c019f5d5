export { openStore } from './open-store.ts'
export { openStoreInThreads } from './threads/open-store.ts'
export type { Admission, Arrival, Cards, CheckedStore, Fault, Kept, Store, StoredSeries } from './store.ts'
export { makeFolder } from './folder.ts'
