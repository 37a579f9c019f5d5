export type { Label } from './labels.ts'
export { nearestLabels, refinedCells } from './refined.ts'
export { membersOf, planSweep, type Member, type Sweep } from './plan-sweep.ts'
export { seedsFrom } from './seeds.ts'
