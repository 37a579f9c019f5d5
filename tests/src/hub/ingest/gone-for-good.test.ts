import { describe, it } from 'vitest'
import { goneForGood } from '#src/hub/ingest/gone-for-good.ts'
import { marbles } from '../../../marbles.ts'

const GRACE_MS = 5

describe('goneForGood', () => {
  it('names a run whose trainer left, once the grace is over', () =>
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const departed$ = hot('-a----------')
      const arrived$ = hot(' a-----------')
      expectObservable(goneForGood(departed$, arrived$, GRACE_MS)).toBe('------a')
      expectSubscriptions(departed$.subscriptions).toBe('^')
      expectSubscriptions(arrived$.subscriptions).toBe(' -^----!')
    }))

  it('names none whose trainer came back within the grace, and none for another that came', () =>
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const departed$ = hot('-ab---------')
      const arrived$ = hot(' ---a----b---')
      expectObservable(goneForGood(departed$, arrived$, GRACE_MS)).toBe('-------b')
      expectSubscriptions(arrived$.subscriptions).toBe(['-^-!', '--^----!'])
    }))

  it('counts the grace again whenever a trainer leaves', () =>
    marbles(({ hot, expectObservable }) => {
      const departed$ = hot('-a---a------')
      const arrived$ = hot(' ----a-------')
      expectObservable(goneForGood(departed$, arrived$, GRACE_MS)).toBe('----------a')
    }))

  it('counts for those that are gone, though nobody else will leave, and ends behind the last', () =>
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const departed$ = cold('(ab|)')
      const arrived$ = hot('  --a---------')
      expectObservable(goneForGood(departed$, arrived$, GRACE_MS)).toBe('-----(b|)')
      expectSubscriptions(departed$.subscriptions).toBe('(^!)')
      expectSubscriptions(arrived$.subscriptions).toBe(['^-!', '^----!'])
    }))

  it('waits for nobody any more when nobody listens', () =>
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const departed$ = hot('-a----------')
      const arrived$ = hot(' ------------')
      expectObservable(goneForGood(departed$, arrived$, GRACE_MS), '^--!').toBe('')
      expectSubscriptions(departed$.subscriptions).toBe('^--!')
      expectSubscriptions(arrived$.subscriptions).toBe(' -^-!')
    }))
})
