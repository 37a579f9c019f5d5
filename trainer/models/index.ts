export { committee } from './committee.ts'
export { denseMlp } from './dense-mlp.ts'
export {
  pairsEnter,
  pointsEnter,
  sequencesOfPointsEnter,
  tokensEnter,
  type EnteringBatch,
  type Entrance,
} from './entrance.ts'
export { kan } from './kan.ts'
export { parametrizedMlp } from './parametrized-mlp.ts'
export { layered } from './layered.ts'
export type { Batch, Model, WeightsByLayer } from './model.ts'
export { pairMlp } from './pair-mlp.ts'
export { pairTransformer } from './pair-transformer.ts'
export { puttingAside, puttingNothingAside } from './put-aside.ts'
export { tokenTransformer } from './token-transformer.ts'
export { taped, type WithoutWayBack } from './taped.ts'
export { isMoving, moving, tfOfRates } from './rates.ts'
