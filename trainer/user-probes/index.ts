export { keptUserProbes } from './kept-versions.ts'
export { offering, type UserProbes } from './offers.ts'
