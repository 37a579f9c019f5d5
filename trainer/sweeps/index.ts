export { membersOf, planSweep, type Member, type Sweep } from './plan-sweep.ts'
export { seedsFrom } from './seeds.ts'
