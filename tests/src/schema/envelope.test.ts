import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envelopeFrom } from '#src/schema/envelope.ts'
import { parsed } from '#src/schema/parsed.ts'
import { envelope } from '#src/schema/report.ts'

/** What is nearly right, since only there could the two ways part. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    '',
    'a\n',
    '..',
    'x'.repeat(300),
    [],
    {},
    2 ** 53,
  ),
  fc.jsonValue(),
)
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: strange, weight: 1 })
const head = fc.record({ series: mostly(fc.constantFrom('loss', 'weight-norm/w1', 'größe')), frames: mostly(fc.boolean()), sameSteps: mostly(fc.boolean()), more: fc.nat() }, { requiredKeys: ['series'] }) // prettier-ignore
const report = fc.record({
  type: mostly(fc.constant('measured')),
  columns: mostly(fc.array(mostly(head), { maxLength: 4 })),
})
const message = fc.record(
  {
    run: mostly(fc.constantFrom('r', 'modular-addition-mlp.2')),
    writer: mostly(fc.constant('trainer')),
    seq: mostly(fc.nat()),
    at: mostly(fc.oneof(fc.double(), fc.constantFrom(8.64e15, -8.64e15, 8.64e15 + 1, 1e300))),
    report: mostly(report),
  },
  { requiredKeys: ['run', 'seq', 'at', 'report'] },
)

test('the quick way to check measurements and the schema agree on everything', () => {
  let right = 0
  fc.assert(
    fc.property(mostly(message), (value) => {
      const judged = outcomeOf(() => parsed(envelope, value, 'reports[0]'))
      expect(outcomeOf(() => envelopeFrom(value, 'reports[0]'))).toEqual(judged)
      if ('value' in judged) right++
    }),
    { numRuns: 3000, seed: 7 },
  )
  expect(right).toBeGreaterThan(300) // or nothing was compared but refusals
})

function outcomeOf(work: () => unknown): { value: unknown } | { message: string } {
  try {
    return { value: work() }
  } catch (error) {
    return { message: (error as Error).message }
  }
}
