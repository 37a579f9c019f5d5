import { expect, test } from 'vitest'
import { runtimeError, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import { Queries } from '#dashboard/live/queries.ts'

const query = (series: string): Query => ({ run: 'r', series, from: null, to: null, points: 9, spacing: 'linear' })
const answer = ({ series }: Query) => ({ run: 'r', series }) as QueryResult

/** Asks of so many series of which one is broken; resolves when each has its answer or its failure. */
function asked(count: number, refuse: (queries: Query[]) => Error | null) {
  const sizes: number[] = []
  const failures: unknown[] = []
  const taken: string[] = []
  return new Promise<{ sizes: number[]; failures: unknown[]; taken: string[] }>((resolve) => {
    const done = (_?: unknown) => taken.length + failures.length === count && resolve({ sizes, failures, taken })
    const queries = new Queries(
      async (some) => {
        sizes.push(some.length)
        const why = refuse(some)
        if (why !== null) throw why
        return some.map(answer)
      },
      (error) => done(void failures.push(error)),
    )
    for (let i = 0; i < count; i++)
      queries.add('overview', query(`s${i}`), 0, ({ series }) => done(void taken.push(series)))
  })
}

test('what is wanted of hundreds of series is asked for in turn, a hundred together', async () => {
  const { sizes, taken } = await asked(250, () => null)
  expect(sizes).toEqual([100, 100, 50])
  expect(taken).toHaveLength(250)
})

test('a series that the hub refuses costs no other its curve', async () => {
  const broken = runtimeError('s13 is damaged')
  const { failures, taken } = await asked(40, (some) => (some.some(({ series }) => series === 's13') ? broken : null))
  expect(failures).toEqual([broken])
  expect(taken).toHaveLength(39)
})
