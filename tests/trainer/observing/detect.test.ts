import { describe, it } from 'vitest'
import { defineDetector } from '#probes/detector.ts'
import type { Mark, Report } from '#src/vocabulary/index.ts'
import { detect } from '#trainer/observing/detect.ts'
import { measuredReport, scalarColumn } from '../../src/store/reports.ts'
import { marbles } from '../../marbles.ts'

/** Marks every value that is larger than all before it, but the first. */
const record = defineDetector<number | null>({
  id: 'record',
  name: 'Record',
  about: 'The largest so far',
  watches: ['loss'],
  reference: 'None',
  initial: null,
  next: (most, { step, value }) => ({
    state: Math.max(most ?? -Infinity, value),
    mark: most !== null && value > most ? markAt(step) : null,
  }),
})

function markAt(step: number): Mark {
  return { by: 'record', step, label: 'Record', about: 'The largest so far' }
}
const marked = (step: number): Report => ({ type: 'marked', mark: markAt(step) })
const measured = (steps: number[], values: number[], series = 'loss') =>
  measuredReport(scalarColumn(series, steps, values))

const reports: Record<string, Report> = {
  a: measured([0], [5]),
  b: measured([1], [3]),
  c: measured([2], [7]),
  d: measured([1, 2, 3], [6, 4, 8]),
  o: measured([1], [9], 'other'),
  v: {
    type: 'measured',
    columns: [{ ...scalarColumn('loss', [1], [9]), lengths: Uint32Array.of(1) }],
  },
  f: { type: 'detached', probe: 'loss', step: 1 },
  '1': marked(1),
  '2': marked(2),
  '3': marked(3),
}

describe('detect', () => {
  it('adds a mark right behind what was seen', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const report$ = cold('                             ab-c----|', reports)
      expectObservable(report$.pipe(detect([record]))).toBe('ab-(c2)-|', reports)
      expectSubscriptions(report$.subscriptions).toBe('  ^-------!')
    }))

  it('sees each step of a batch', () =>
    marbles(({ cold, expectObservable }) => {
      const report$ = cold('                             ad-----|', reports)
      expectObservable(report$.pipe(detect([record]))).toBe('a(d13)-|', reports)
    }))

  it('lets pass what it does not watch', () =>
    marbles(({ cold, expectObservable }) => {
      const report$ = cold('                             aovfb-|', reports)
      expectObservable(report$.pipe(detect([record]))).toBe('aovfb-|', reports)
    }))

  it('goes on from what was measured before, and says first what was not said of it', () =>
    marbles(({ cold, expectObservable }) => {
      const before = [scalarColumn('loss', [0, 1], [5, 6])]
      const report$ = cold('                                               ---b--c----|', reports)
      expectObservable(report$.pipe(detect([record], before))).toBe('      1--b--(c2)-|', reports)
      expectObservable(report$.pipe(detect([record], before, [markAt(1)]))).toBe('---b--(c2)-|', reports)
    }))

  it('begins again for every subscription, and passes an error on', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const report$ = cold('             ac---#', reports)
      const detected$ = report$.pipe(detect([record]))
      expectObservable(detected$).toBe('a(c2)#', reports)
      expectObservable(detected$, '--^').toBe('--a(c2)#', reports)
      expectSubscriptions(report$.subscriptions).toBe(['^----!', '--^----!'])
    }))
})
