export { membersOf, planSweep, type Member, type Sweep } from './plan-sweep.ts'
