import { describe, it } from 'vitest'
import { defineDetector, type Seen, type Sighting } from '#probes/detectors/define.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { detecting } from '#trainer/observing/detecting.ts'
import { marbles } from '../../marbles.ts'

/** Says every value that is larger than all before it by at least so much, but the first. */
const record = defineDetector<number | null>({
  id: 'record',
  name: 'Record',
  symbol: 'r',
  formula: 'r',
  about: 'The largest so far',
  caveat: 'None',
  estimator: 'Exact',
  edges: 'None',
  reference: 'None',
  options: [
    { key: 'of', about: 'What to watch', type: 'series', default: 'loss' },
    { key: 'by', about: 'By how much', type: 'number', default: 0, min: 0, max: 9 },
  ],
  initial: () => null,
  next: (most, { step, value }, { by }) => ({
    state: Math.max(most ?? -Infinity, value),
    seen: most !== null && value > most + Number(by) ? [seenAt(step)] : [],
  }),
})

const seenAt = (step: number): Seen => ({ step, label: 'Record', about: 'The largest so far' })
const at = (step: number, value: number, of = 'of'): Sighting => ({ of, step, value })
const points: Record<string, Sighting> = { a: at(0, 5), b: at(1, 3), c: at(2, 7), d: at(2, 9, 'other'), e: at(1, 9) }
const said: Record<string, Seen> = { 1: seenAt(1), 2: seenAt(2), 3: seenAt(3) }

describe('detecting', () => {
  it('says what it sees right behind the point at which it sees it, and ends with the points', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const sighting$ = cold('                                   ab-c----|', points)
      expectObservable(sighting$.pipe(detecting(record, { by: 0 }))).toBe('---2----|', said)
      expectSubscriptions(sighting$.subscriptions).toBe('        ^-------!')
    }))

  it('goes by its options', () =>
    marbles(({ cold, expectObservable }) => {
      const sighting$ = cold('                                   ab-c----|', points)
      expectObservable(sighting$.pipe(detecting(record, { by: 2 }))).toBe('--------|', said)
    }))

  it('sees two series of one step, each once', () =>
    marbles(({ cold, expectObservable }) => {
      const sighting$ = cold('                                   a-(cd)--|', points)
      expectObservable(sighting$.pipe(detecting(record, { by: 0 }))).toBe('--(22)--|', said)
    }))

  it('refuses a point of an earlier step, which in order would have been seen otherwise', () =>
    marbles(({ cold, expectObservable }) => {
      const sighting$ = cold('                                   a-c-e---|', points)
      const why =
        "Detector 'record' was shown step 1 of 'of' behind step 2; give it its points in the order of their steps"
      expectObservable(sighting$.pipe(detecting(record, { by: 0 }))).toBe('--2-#', said, usageError(why))
    }))

  it('begins again for every subscription, and passes an error on', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const sighting$ = cold('       ac---#', points)
      const seen$ = sighting$.pipe(detecting(record, { by: 0 }))
      expectObservable(seen$).toBe('-2---#', said)
      expectObservable(seen$, '--^').toBe('---2---#', said)
      expectSubscriptions(sighting$.subscriptions).toBe(['^----!', '--^----!'])
    }))
})
