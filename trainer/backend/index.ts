/** The numerical engine: the one room that imports TensorFlow.js as a value. Everybody else receives it. */
export { algebraWhenUsed, type AlgebraWhenUsed } from './algebra-when-used.ts'
export { fusedAdamW } from './fused-updates.ts'
export { computeExactly } from './exact-numbers.ts'
export type { Tf } from './load-native.ts'
export { measureGflops } from './measure-gflops.ts'
export { openRoutine, type Routine, type Work } from './programs/routine.ts'
export { acquireNative, openBackend, type Backend } from './open-backend.ts'
export type { OnProgress } from './progress.ts'
