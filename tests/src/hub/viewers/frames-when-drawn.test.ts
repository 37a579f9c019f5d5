import { map, type Observable } from 'rxjs'
import { describe, it } from 'vitest'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { framesWhenDrawn, type Commit } from '#src/hub/viewers/frames-when-drawn.ts'
import { enveloped, measuredReport, scalarColumn } from '../../store/reports.ts'
import { marbles } from '../../../marbles.ts'

/** A commit of one step of a series, by its digit; `x` is one of another run, `y` one of a series that nobody follows. */
const commits: Record<string, Commit> = {
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, commitOf('r', 's', Number(digit))])),
  x: commitOf('other', 's', 0),
  y: commitOf('r', 't', 0),
}
/** What is followed from then on. */
const follows = { f: ['s'], t: ['t'], n: [] }

function commitOf(run: string, series: string, step: number): Commit {
  return { envelopes: enveloped(run, step, [measuredReport(scalarColumn(series, [step], [0]))]), clockAheadMs: 0 }
}

/** What each frame holds: its series and steps, and how many batches were folded into it. */
const contents = map(({ slices, conflated }: ViewerFrame) => ({
  ...Object.fromEntries(slices.map(({ series, steps }) => [series, [...steps].join()])),
  conflated,
}))

function drawn(follow$: Observable<string[]>, commit$: Observable<Commit>, drawing$: Observable<unknown>) {
  return framesWhenDrawn('r', follow$, commit$, () => drawing$).pipe(contents)
}

describe('framesWhenDrawn', () => {
  it('sends each commit at once to a viewer that draws faster than they come', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const drawing$ = cold('                                       -(d|)')
      const follow$ = hot('                                 f------------', follows)
      const commit$ = hot('                                 -0--1----2---', commits)
      expectObservable(drawn(follow$, commit$, drawing$)).toBe('-a--b----c---', {
        a: { s: '0', conflated: 0 },
        b: { s: '1', conflated: 0 },
        c: { s: '2', conflated: 0 },
      })
      expectSubscriptions(drawing$.subscriptions).toBe(['-^!', '----^!', '---------^!'])
      expectSubscriptions(follow$.subscriptions).toBe('^')
      expectSubscriptions(commit$.subscriptions).toBe('^')
    }))

  it('folds what comes before a frame is drawn into the next, which is sent when it is', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const drawing$ = cold('                                ----(d|)')
      const follow$ = hot('                                 f--------------------', follows)
      const commit$ = hot('                                 -0-12-3-4----------56', commits)
      expectObservable(drawn(follow$, commit$, drawing$)).toBe('-a---b---c---------d---e', {
        a: { s: '0', conflated: 0 },
        b: { s: '1,2', conflated: 1 },
        c: { s: '3,4', conflated: 1 },
        d: { s: '5', conflated: 0 },
        e: { s: '6', conflated: 0 },
      })
      expectSubscriptions(drawing$.subscriptions).toBe([
        '-^---!',
        '-----^---!',
        '---------^---!',
        '-------------------^---!',
        '-----------------------^---!',
      ])
    }))

  it('sends nothing of other runs, of series that nobody follows, and before any is followed', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const drawing$ = cold('                                  -(d|)')
      const follow$ = hot('                                 ---f-----', follows)
      const commit$ = hot('                                 -0--xy---', commits)
      expectObservable(drawn(follow$, commit$, drawing$)).toBe('')
      expectSubscriptions(drawing$.subscriptions).toBe([])
    }))

  it('lets what waits go when it is followed no longer, and keeps what stays followed', () =>
    marbles(({ hot, cold, expectObservable }) => {
      const drawing$ = cold('                                ---(d|)')
      const follow$ = hot('                                 f--n-f---b--', { ...follows, b: ['s', 't'] })
      const commit$ = hot('                                 -01---23--y-', commits)
      expectObservable(drawn(follow$, commit$, drawing$).pipe(map(({ conflated: _, ...steps }) => steps))).toBe(
        '-a----b--c--d',
        {
          a: { s: '0' },
          b: { s: '2' },
          c: { s: '3' },
          d: { t: '0' },
        },
      )
    }))

  it('sends a viewer that is gone nothing more', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const drawing$ = cold('                                ----(d|)')
      const follow$ = hot('                                 f--------', follows)
      const commit$ = hot('                                 -012-----', commits)
      expectObservable(drawn(follow$, commit$, drawing$), ' ^--!').toBe('-a', { a: { s: '0', conflated: 0 } })
      expectSubscriptions(drawing$.subscriptions).toBe('    -^-!')
      expectSubscriptions(commit$.subscriptions).toBe('     ^--!')
    }))

  it('holds what waits for each that listens apart', () =>
    marbles(({ hot, cold, expectObservable }) => {
      const fast$ = cold('                                -(d|)')
      const slow$ = cold('                                -----(d|)')
      const follow$ = hot('                              f-------', follows)
      const commit$ = hot('                              -0-1-2--', commits)
      const [a, b, c] = ['0', '1', '2'].map((s) => ({ s, conflated: 0 }))
      expectObservable(drawn(follow$, commit$, fast$)).toBe('-a-b-c--', { a, b, c })
      expectObservable(drawn(follow$, commit$, slow$)).toBe('-a----b-', { a, b: { s: '1,2', conflated: 1 } })
    }))
})
