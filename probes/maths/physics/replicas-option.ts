import type { OptionCard } from '#src/vocabulary/index.ts'

/** How many replicas are compared with each other: the pairs grow as the square. */
export const replicasOption: OptionCard = {
  key: 'replicas',
  about: 'Number of replicas, from the first row on; all of them where there are fewer',
  type: 'integer',
  default: 1000,
  min: 2,
  max: 5000,
}
