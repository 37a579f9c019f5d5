export { openStore } from './open-store.ts'
export type { Kept, Store } from './store.ts'
export { makeFolder } from './folder.ts'
