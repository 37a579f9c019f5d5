export { adamW } from './adamw.ts'
export { takenOver, type Optimizer, type OptimizerState } from './optimizer.ts'
export { sgd } from './sgd.ts'
