export { keptUserProbes } from './kept-versions.ts'
export { userProbeIds, userProbesIn } from './in-folders.ts'
export { offering, type UserProbes } from './offers.ts'
