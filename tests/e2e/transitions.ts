import type { Mark, Report, Transition } from '#src/vocabulary/index.ts'
import { curve, type StoredRun } from './stored-run.ts'

/** A run that groks, with what a detector says of it; and one whose loss leaps a hundred times. */
export const GROKS = 'groks'
export const SPIKES = 'spikes'
const STEPS = 2_000
const SPIKE_EVERY = 20

const rise = (step: number, middle: number, width: number) => 1 / (1 + Math.exp(-(step - middle) / width))

/** A mark that is a transition; what is not said is not known. */
export function transitionMark(
  by: string,
  key: string,
  label: string,
  step: number,
  said: Partial<Omit<Transition, 'key'>> = {},
): Mark {
  const nothing = { series: 'test-accuracy', onset: null, end: null, before: null, after: null, seenAt: step, score: 1 }
  return { by, step, label, about: `${label} begins at step ${step}`, transition: { ...nothing, key, ...said } }
}

const within = (low: number, high: number) => ({ low, high, level: 0.9 })

/** What the detector of grokking says of such a run. */
export const DISSECTED: readonly Mark[] = [
  transitionMark('grokking', 'memorization', 'Memorization', 30, {
    ...{ series: 'train-accuracy', onset: within(24.5, 41), end: 160, before: 0.01, after: 1, seenAt: 70, score: 1.2 },
  }),
  transitionMark('grokking', 'plateau', 'Plateau', 160, {
    ...{ onset: within(150, 185), end: 1_140, before: 0.02, after: 0.02, seenAt: 260, score: 1.1 },
  }),
  transitionMark('grokking', 'generalization', 'Generalization', 1_140, {
    ...{ onset: within(1_096.5, 1_201), end: 1_460, before: 0.02, after: 0.99, seenAt: 1_260, score: 1.6 },
  }),
  transitionMark('grokking', 'clean-up', 'Clean-up', 1_300, {
    ...{ series: 'weight-norm', onset: within(1_220, 1_390), before: 41, seenAt: 1_500, score: 1.05 },
  }),
]

const marked = (marks: readonly Mark[]): Report[] => marks.map((mark) => ({ type: 'marked', mark }))
const accuracy = { group: 'accuracy', range: [0, 1] } as const

const groks: StoredRun = {
  id: GROKS,
  run: { name: 'Addition mod 97' },
  curves: [
    curve('train-accuracy', STEPS, (step) => rise(step, 90, 18), accuracy),
    curve('test-accuracy', STEPS, (step) => 0.02 + 0.97 * rise(step, 1_300, 40), accuracy),
    curve('train-loss', STEPS, (step) => 4.6 * Math.exp(-step / 60) + 1e-4),
    curve('test-loss', STEPS, (step) => (4.6 + 4 * rise(step, 90, 20)) * (1 - 0.995 * rise(step, 1_330, 50))),
    curve('weight-norm', STEPS, (step) => 30 + 11 * rise(step, 120, 40) - 14 * rise(step, 1_500, 90), { group: 'norms' }), // prettier-ignore
  ],
  reports: marked([...DISSECTED, { by: 'grokked', step: 1_410, label: 'Grokked', about: 'Test accuracy passes 0.95' }]),
}

/** The transitions of the run whose loss leaps: each over before the next. */
export const LEAPS: readonly Mark[] = Array.from({ length: STEPS / SPIKE_EVERY }, (_, i) => {
  const step = i * SPIKE_EVERY + 7
  return transitionMark('loss-spike', String(i), 'Loss spike', step, {
    ...{ series: 'train-loss', onset: within(step - 1, step + 1), end: step + 4, before: 0.1, after: 0.1 },
    ...{ seenAt: step + 1, score: 1.5 },
  })
})

const spikes: StoredRun = {
  id: SPIKES,
  curves: [
    curve('train-loss', STEPS, (step) => 0.1 + (step % SPIKE_EVERY === 8 ? 2 : 0)),
    curve('weight-norm', STEPS, (step) => 20 + step / 400, { group: 'norms' }),
  ],
  reports: marked([...LEAPS, transitionMark('edge-of-stability-arrival', '1', 'Edge of stability', 420, { series: 'sharpness' })]), // prettier-ignore
}

export const RUNS: readonly StoredRun[] = [groks, spikes]
