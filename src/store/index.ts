export { openStore } from './sqlite/index.ts'
export type { Store } from './store.ts'
export { makeFolder } from './folder.ts'
