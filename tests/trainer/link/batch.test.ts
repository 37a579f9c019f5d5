import fc from 'fast-check'
import { from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Column, Report } from '#src/vocabulary/index.ts'
import { batched } from '#trainer/link/batch.ts'
import { marbles } from '../../marbles.ts'

const scalarAt = (step: number): Column => ({
  series: 'loss',
  steps: Float64Array.of(step),
  values: Float64Array.of(-step),
  lengths: null,
})
const frameAt = (step: number): Column => ({
  series: 'spectrum',
  steps: Float64Array.of(step),
  values: Float64Array.from({ length: step % 4 }, () => step),
  lengths: Uint32Array.of(step % 4),
})
const measured = (...columns: Column[]): Report => ({ type: 'measured', columns })
const fact: Report = { type: 'detached', probe: 'any', step: 0 }

/** Batches reports that come at these times. */
function run(timed: readonly (readonly [at: number, report: Report])[]): Promise<Report[]> {
  const clock = timed.map(([at]) => at)
  const report$ = from(timed.map(([, report]) => report))
  return lastValueFrom(
    report$.pipe(
      batched(30, () => clock.shift() as number),
      toArray(),
    ),
  )
}

describe('batched', () => {
  it('lets slow steps leave at once', async () => {
    const timed = [0, 40, 80].map((at) => [at, measured(scalarAt(at))] as const)
    expect(await run(timed)).toEqual(timed.map(([, report]) => report))
  })

  it('joins fast steps, each number with its own step', async () => {
    const times = [0, 10, 20, 30, 35, 60]
    const reports = await run(times.map((at) => [at, measured(scalarAt(at), frameAt(at))]))
    expect(reports.map((report) => report.type === 'measured' && [...report.columns[0]!.steps])).toEqual([
      [0],
      [10, 20, 30],
      [35, 60],
    ])
    expect(reports[1]).toMatchObject({
      columns: [
        { series: 'loss', values: Float64Array.of(-10, -20, -30) },
        { series: 'spectrum', values: Float64Array.of(10, 10, 30, 30), lengths: Uint32Array.of(2, 0, 2) },
      ],
    })
  })

  it('loses no number, changes no order, and lets no fact overtake a number', async () => {
    const events = fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(events, async (gaps) => {
        let at = 0
        const timed = gaps.map(([gap, isFact], i) => [(at += gap), isFact ? fact : measured(scalarAt(i))] as const)
        const flat = (reports: readonly Report[]): unknown[] =>
          reports.flatMap((report): unknown[] =>
            report.type === 'measured' ? [...report.columns[0]!.steps] : ['fact'],
          )
        const out = flat(await run([...timed, [at, fact]]))
        expect(out).toEqual([...flat(timed.map(([, report]) => report)), 'fact'])
      }),
    )
  })
})

/** Measured at the step of its digit; letters are steps joined. */
const letters: Record<string, Report> = {
  ...Object.fromEntries([...'0123456'].map((step) => [step, measured(scalarAt(Number(step)))])),
  a: measured(joinedSteps(1, 2)),
  b: measured(joinedSteps(3, 4)),
  f: fact,
}

function joinedSteps(...steps: number[]): Column {
  return { ...scalarAt(0), steps: Float64Array.from(steps), values: Float64Array.from(steps, (step) => -step) }
}

describe('batched, in time', () => {
  it('lets the first leave at once, and others when a Report comes that is due', () =>
    marbles(({ cold, now, expectObservable, expectSubscriptions }) => {
      // Reports come every 2 ms and leave at most every 4 ms.
      const report$ = cold('                            0-1-2-3-4------5-|', letters)
      expectObservable(report$.pipe(batched(4, now))).toBe('0---a---b------5-|', letters)
      expectSubscriptions(report$.subscriptions).toBe('^----------------!')
    }))

  it('lets a fact leave at once, behind what was measured before it, and begins no wait with it', () =>
    marbles(({ cold, now, expectObservable }) => {
      const report$ = cold('                            0--1-2f---3----f-|', letters)
      expectObservable(report$.pipe(batched(9, now))).toBe('0-----(af)3----f-|', letters)
    }))

  it('sets no timer: what is not due waits for the next Report', () =>
    marbles(({ cold, now, expectObservable }) => {
      const report$ = cold('                            0-1 1s 2-|', letters)
      expectObservable(report$.pipe(batched(4, now))).toBe('0-- 1s a-|', letters)
    }))

  it('waits again for every subscription, and passes an error on', () =>
    marbles(({ cold, now, expectObservable, expectSubscriptions }) => {
      const report$ = cold('            0-1-#', letters)
      const batched$ = report$.pipe(batched(9, now))
      expectObservable(batched$).toBe(' 0---#', letters)
      expectObservable(batched$, '--^').toBe('--0---#', letters)
      expectSubscriptions(report$.subscriptions).toBe(['^---!', '--^---!'])
    }))
})
