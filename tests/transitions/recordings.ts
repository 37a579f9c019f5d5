import type { Order } from '#trainer/run/plan.ts'

/** A real run whose series are kept in `recorded/<name>.csv`: made again by `npx node tests/transitions/record.ts <name>`. */
export interface Recording {
  readonly name: string
  readonly order: Order
  /** Probes and how many steps lie between their measurements. */
  readonly probes: readonly (readonly [id: string, steps: number])[]
}

const ANSWERS = [
  ['train-accuracy', 1],
  ['test-accuracy', 1],
] as const
/** Five seeds of them suffice for a test of every change; ten are trained in `tests/long`. */
const SEEDS = [1, 2, 3, 4, 5, 6]

const modular = (name: string, order: Omit<Order, 'experiment'>): Recording => ({
  name: `modular-addition-mlp-${name}`,
  order: { experiment: 'modular-addition-mlp', steps: 300, ...order },
  probes: [...ANSWERS, ['test-loss', 1]],
})

/** The finest cadence that the ratio may have is not a step: it takes many passes. */
const edge = (rate: number, steps: number): Recording => ({
  name: `edge-of-stability-${rate}`,
  order: { experiment: 'edge-of-stability', seed: 0, steps, set: [`rate=${rate}`] },
  probes: [
    ['edge-of-stability', 2],
    ['train-loss', 1],
  ],
})

export const RECORDINGS: readonly Recording[] = [
  ...SEEDS.map((seed) => modular(String(seed), { seed })),
  modular('few-examples', { seed: 1, set: ['trainFraction=0.2'] }),
  modular('control', { seed: 1, set: ['weightDecay=0', 'trainFraction=0.2'] }),
  {
    name: 'grok-mlp-small',
    order: { experiment: 'grok-mlp-small', seed: 1, steps: 250 },
    probes: [...ANSWERS, ['weight-norm', 1]],
  },
  {
    name: 'sparse-parity',
    order: { experiment: 'sparse-parity', seed: 0, steps: 1500 },
    probes: [
      ['train-accuracy', 10],
      ['test-accuracy', 10],
      ['feature-kernel', 20],
    ],
  },
  edge(0.1, 600),
  edge(0.2, 400),
  edge(0.3, 250),
  edge(0.4, 200),
  {
    name: 'loss-spike',
    order: { experiment: 'edge-of-stability', seed: 0, steps: 110, set: ['rate=0.5'] },
    probes: [['train-loss', 1]],
  },
  {
    name: 'diverged',
    order: { experiment: 'edge-of-stability', seed: 0, steps: 60, set: ['rate=1.5'] },
    probes: [['train-loss', 1]],
  },
]
