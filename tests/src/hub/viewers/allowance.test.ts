import { NEVER, of, Subject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { BOUNDS, type Column } from '#src/vocabulary/index.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { newAllowances } from '#src/hub/viewers/allowance.ts'
import { framesWhenDrawn, type Commit } from '#src/hub/viewers/frames-when-drawn.ts'
import { Pending } from '#src/hub/viewers/pending.ts'
import { enveloped, measuredReport, scalarColumn } from '../../store/reports.ts'

const many = <T>(length: number, of: (i: number) => T) => Array.from({ length }, (_, i) => of(i))

function commitOf(run: string, seq: number, columns: readonly Column[]): Commit {
  return { envelopes: enveloped(run, seq, [measuredReport(...columns)]), clockAheadMs: 0 }
}

/** A thousand points of each of so many series; the values are the steps. */
function scalars(run: string, batch: number, series: number): Commit {
  const steps = many(1000, (i) => 1000 * batch + i)
  return commitOf(run, batch, many(series, (i) => scalarColumn(`s${i}`, steps, steps))) // prettier-ignore
}

/** A viewer that follows series of runs, whose frames are drawn when `draws` says so. */
function viewer(runs: Record<string, readonly string[]>, isSlow: boolean, allowances = newAllowances()) {
  const allowance = allowances.viewer()
  const commit$ = new Subject<Commit>()
  const drawn$ = new Subject<void>()
  const frames: ViewerFrame[] = []
  const subscriptions = Object.entries(runs).map(([run, series]) =>
    framesWhenDrawn(run, of(series), commit$, () => (isSlow ? drawn$ : of(null)), allowance).subscribe((frame) =>
      frames.push(frame),
    ),
  )
  return {
    frames,
    commit: (commit: Commit) => commit$.next(commit),
    drawAll: () => {
      drawn$.next()
      drawn$.complete()
    },
    end: () => subscriptions.forEach((one) => one.unsubscribe()),
  }
}

const names = (series: number) => many(series, (i) => `s${i}`)
const bytesOf = ({ slices }: ViewerFrame) =>
  slices.reduce((sum, { steps, nans, last }) => sum + 32 * steps.length + nans.byteLength + last.byteLength, 0)

describe('what waits for one viewer', () => {
  test('of all series together is bounded, each of its buckets stays exact, and another viewer has every point', () => {
    const allowances = newAllowances()
    const [slow, fast] = [true, false].map((isSlow) => viewer({ r: names(1000) }, isSlow, allowances)) as [
      ReturnType<typeof viewer>,
      ReturnType<typeof viewer>,
    ]
    for (let batch = 0; batch < 5; batch++) for (const one of [slow, fast]) one.commit(scalars('r', batch, 1000))
    slow.drawAll()
    const waited = slow.frames[1]!
    expect(waited.slices).toHaveLength(1000)
    expect(bytesOf(waited)).toBeLessThanOrEqual(BOUNDS.waitingBytes)
    for (const { stored, min, max, last, steps } of waited.slices) {
      expect([stored, min[0], max.at(-1), last.at(-1), steps.at(-1)]).toEqual([4000, 1000, 4999, 4999, 4999])
    }
    for (const frame of fast.frames) expect(frame).toMatchObject({ conflated: 0 })
    expect(fast.frames.flatMap(({ slices }) => slices).every(({ exact, stored }) => exact && stored === 1000)).toBe(
      true,
    )
  })

  test('is bounded over several runs, and what is small stays as it is', () => {
    const slow = viewer({ large: names(1000), small: ['s0'] }, true)
    for (let batch = 0; batch < 5; batch++) {
      slow.commit(scalars('large', batch, 1000))
      slow.commit(commitOf('small', batch, [scalarColumn('s0', [batch], [batch])]))
    }
    slow.drawAll()
    const [, , large, small] = slow.frames
    expect(bytesOf(large!)).toBeLessThanOrEqual(BOUNDS.waitingBytes)
    expect(small!.slices[0]).toMatchObject({ exact: true, stored: 4, steps: Float64Array.of(1, 2, 3, 4) })
  })

  test('of frames are the newest', () => {
    const spectra = (batch: number) =>
      commitOf(
        'r',
        batch,
        names(4).map((series) => ({
          series,
          steps: Float64Array.of(batch),
          values: new Float64Array(65_536).fill(batch),
          lengths: Uint32Array.of(65_536),
        })),
      )
    const slow = viewer({ r: names(4) }, true)
    for (let batch = 0; batch < 20; batch++) slow.commit(spectra(batch))
    slow.drawAll()
    expect(bytesOf(slow.frames[1]!)).toBeLessThanOrEqual(BOUNDS.waitingBytes)
    for (const { stored, steps, exact } of slow.frames[1]!.slices) {
      expect({ stored, exact }).toEqual({ stored: 19, exact: false })
      expect(steps.at(-1)).toBe(19)
      expect(steps.length).toBeGreaterThan(0)
    }
  })

  test('counts no more when it is gone', () => {
    const allowances = newAllowances({ each: 1e9, all: 100_000 })
    viewer({ r: names(10) }, true, allowances).end()
    const gone = viewer({ r: names(10) }, true, allowances)
    for (let batch = 0; batch < 3; batch++) gone.commit(scalars('r', batch, 10))
    gone.end()
    const slow = viewer({ r: ['s0'] }, true, allowances)
    for (let batch = 0; batch < 3; batch++) slow.commit(scalars('r', batch, 1))
    slow.drawAll()
    expect(slow.frames[1]!.slices[0]).toMatchObject({ exact: true, stored: 2000 })
  })
})

test('viewers that are stuck share what may wait for all of them; one who takes little keeps it', () => {
  const allowances = newAllowances({ each: 1e9, all: 1_000_000 })
  const stuck = many(10, () => viewer({ r: names(10) }, true, allowances))
  const small = viewer({ r: ['s0'] }, true, allowances)
  for (let batch = 0; batch < 5; batch++) for (const one of [small, ...stuck]) one.commit(scalars('r', batch, 10))
  for (const one of [small, ...stuck]) one.drawAll()
  expect(stuck.reduce((sum, { frames }) => sum + bytesOf(frames[1]!), 0)).toBeLessThanOrEqual(1_000_000)
  expect(small.frames[1]!.slices[0]).toMatchObject({ exact: true, stored: 4000 })
})

test('a point that waits keeps nothing else of the message in which it came', () => {
  const pending = new Pending('r')
  pending.follow(['s0'])
  for (let seq = 0; seq < 500; seq++) {
    const columns = names(200).map((series) => scalarColumn(series, [seq], [seq]))
    pending.add(reportsFromBytes(bytesFromReports(enveloped('r', seq, [measuredReport(...columns)]))), 0)
  }
  const { steps, last } = pending.take()!.slices[0]!
  expect(steps.length).toBe(500)
  expect([steps.buffer.byteLength, last.buffer.byteLength]).toEqual([steps.byteLength, last.byteLength])
})

test('nobody waits for what is never drawn', () => {
  const commit$ = new Subject<Commit>()
  const frames: ViewerFrame[] = []
  const sent = framesWhenDrawn('r', of(['s0']), commit$, () => NEVER).subscribe((frame) => frames.push(frame))
  for (let batch = 0; batch < 3; batch++) commit$.next(scalars('r', batch, 1))
  expect(frames).toHaveLength(1)
  sent.unsubscribe()
})
