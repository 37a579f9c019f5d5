import { scalar } from '#probes/define.ts'
import { every } from '#src/vocabulary/index.ts'

/** What a test's own probe says of itself besides its id, its needs and what it measures: a number, at every step. */
export const card = {
  name: 'Thing',
  symbol: 't',
  formula: 't',
  unit: '1',
  about: 'A thing',
  caveat: 'None',
  estimator: 'Exact',
  edges: 'None',
  reference: 'Nobody 2026',
  cost: 'free',
  cadence: every(1),
  group: 'norms',
  output: scalar(),
  options: [],
} as const
