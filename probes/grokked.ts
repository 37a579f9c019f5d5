import { defineDetector } from './detector.ts'

/** The moment of grokking: test accuracy passes 0.95 after train accuracy did. */
export const grokked = defineDetector<{ memorizedAt: number | null; done: boolean }>({
  id: 'grokked',
  name: 'Grokked',
  about: 'First step at which test accuracy is above 0.95, train accuracy having been above 0.95 at an earlier step',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  watches: ['train-accuracy', 'test-accuracy'],
  initial: { memorizedAt: null, done: false },
  next: (state, { series, step, value }) => {
    // An accuracy that is no number is above nothing.
    if (state.done || !Number.isFinite(value) || !(value > THRESHOLD)) return { state, mark: null }
    if (series === 'train-accuracy') return { state: { ...state, memorizedAt: state.memorizedAt ?? step }, mark: null }
    if (state.memorizedAt === null || step <= state.memorizedAt) return { state, mark: null }
    const about = `Test accuracy ${value.toFixed(4)} at step ${step}; train accuracy passed ${THRESHOLD} at step ${state.memorizedAt}`
    return { state: { ...state, done: true }, mark: { by: 'grokked', step, label: 'Grokked', about } }
  },
})

const THRESHOLD = 0.95
