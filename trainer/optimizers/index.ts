export { adamW } from './adamw.ts'
export { takenOver, type Optimizer, type OptimizerState } from './optimizer.ts'
export { scheduled, warmUp, type Schedule } from './schedules.ts'
export { sgd } from './sgd.ts'
