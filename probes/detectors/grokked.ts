import { defineDetector } from './define.ts'

interface State {
  readonly memorizedAt: number | null
  readonly done: boolean
}

/** The moment of grokking: test accuracy passes 0.95 after train accuracy did. */
export const grokked = defineDetector<State>({
  id: 'grokked',
  name: 'Grokked',
  symbol: 't_g',
  formula: String.raw`t_g = \min\{t : a_\text{test}(t) > \theta,\ t > t_m\}, \qquad t_m = \min\{t : a_\text{train}(t) > \theta\}`,
  about: 'First step at which test accuracy is above 0.95, train accuracy having been above 0.95 at an earlier step',
  caveat:
    'A threshold on a noisy curve is passed by chance: a test accuracy that only touches it counts. The step is one at ' +
    'which both were measured, so that it is as exact as their cadence is dense. A run that generalizes as it memorizes is not marked',
  estimator: 'Exact: the first of the measured points that passes. No interval',
  edges: 'An accuracy that is NaN or infinite is above nothing. It is said once in a run',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  options: [
    { key: 'train', about: 'Accuracy on the examples trained on', type: 'series', default: 'train-accuracy' },
    { key: 'test', about: 'Accuracy on examples held out', type: 'series', default: 'test-accuracy' },
    {
      key: 'threshold',
      about: 'The accuracy that both have to pass',
      type: 'number',
      default: 0.95,
      min: 0,
      max: 1,
    },
  ],
  initial: () => ({ memorizedAt: null, done: false }),
  next: (state, { of, step, value }, { threshold }) => {
    // An accuracy that is no number is above nothing.
    if (state.done || !Number.isFinite(value)) return { state, seen: [] }
    const near = of === 'test' && state.memorizedAt !== null ? { score: value / Number(threshold) } : {}
    if (!(value > Number(threshold))) return { state, seen: [], ...near }
    if (of === 'train') return { state: { ...state, memorizedAt: state.memorizedAt ?? step }, seen: [] }
    if (state.memorizedAt === null || step <= state.memorizedAt) return { state, seen: [] }
    const about = `Test accuracy ${value.toFixed(4)} at step ${step}; train accuracy passed ${threshold} at step ${state.memorizedAt}`
    return { state: { ...state, done: true }, seen: [{ step, label: 'Grokked', about }], ...near }
  },
})
