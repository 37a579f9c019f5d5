import { concat, firstValueFrom, NEVER, of } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { perTick } from '#src/hub/ingest/per-tick.ts'
import { marbles } from '../../../marbles.ts'

const groups = { a: ['a'], t: ['a', 'b', 'c'], u: ['d', 'e'], o: [] }

describe('perTick', () => {
  it('gives what came within one turn together, when the turn is over, and waits for nothing between turns', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      // Here a turn is over 3 ms behind the first that came in it.
      const tick$ = cold('                           ---x')
      const source$ = hot('                       -abc----de---')
      expectObservable(source$.pipe(perTick(tick$)), '^----------!').toBe('----t------', groups)
      expectObservable(source$.pipe(perTick(tick$))).toBe('----t------u', groups)
      expectSubscriptions(tick$.subscriptions).toBe(['-^--!', '-^--!', '--------^--!', '--------^--!'])
      expectSubscriptions(source$.subscriptions).toBe(['^----------!', '^'])
    }))

  it('gives one that comes alone alone', () =>
    marbles(({ hot, cold, expectObservable }) => {
      expectObservable(hot('-a-----').pipe(perTick(cold('x')))).toBe('-a-----', groups)
    }))

  it('keeps nothing back when its source completes or throws', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const tick$ = cold('                                 ---x')
      expectObservable(cold('-abc--|').pipe(perTick(tick$))).toBe('----t-(o|)', groups)
      expectObservable(cold('-abc|').pipe(perTick(cold('    ----x')))).toBe('----(t|)', groups)
      expectObservable(cold('-abc-#').pipe(perTick(tick$))).toBe('----t#', groups)
      expectSubscriptions(tick$.subscriptions).toBe(['-^--!', '-^--!'])
    }))

  it('takes the end of a turn of the event loop', async () => {
    const group$ = concat(of('a', 'b', 'c'), NEVER).pipe(perTick())
    expect(await firstValueFrom(group$)).toEqual(['a', 'b', 'c'])
  })
})
