import fc from 'fast-check'
import {
  clausesIn,
  FUNCTIONS,
  readsScore,
  seriesIn,
  type Clause,
  type Condition,
  type Expression,
} from '#src/vocabulary/condition/condition.ts'

const name = fc.oneof(
  fc.constantFrom('test-loss', 'weight-norm/w1.null', 'my-probe.v2', 'a b', 'for', 'step', 'steps-x', '2nd', 'ß-λ'),
  fc.string({ minLength: 1, maxLength: 6 }),
)
const steps = fc.integer({ min: 1, max: 1e6 })
const value = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })

/** Conditions of every kind, as data. */
export const { clause } = fc.letrec<{ expression: Expression; clause: Clause }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('series' as const), name }),
    fc.record({ kind: fc.constant('number' as const), value }),
    fc.constant({ kind: 'step' as const }),
    fc.record({ kind: fc.constant('score' as const), name }),
    fc.record({ kind: fc.constant('negate' as const), of: tie('expression') }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      operator: fc.constantFrom('+', '-', '*', '/', '^'),
      left: tie('expression'),
      right: tie('expression'),
    }),
    fc
      .record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom(...(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[])),
        of: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      })
      .map((call) => ({ ...call, of: call.of.slice(0, FUNCTIONS[call.name].most) })),
  ),
  clause: fc
    .oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('<', '<=', '>', '>=', '=', '!='),
        left: tie('expression'),
        right: tie('expression'),
      }),
      fc.record({ kind: fc.constant('finite' as const), of: tie('expression'), finite: fc.boolean() }),
      fc.constant({ kind: 'any-not-finite' as const }),
      fc.record({ kind: fc.constant('absent' as const), series: name }),
      fc.record({ kind: fc.constant('event' as const), name }),
      fc.record({
        kind: fc.constant('changes' as const),
        how: fc.constantFrom('falls', 'rises', 'changes'),
        of: tie('expression'),
        by: fc.record({
          value: value.filter((amount) => amount > 0),
          unit: fc.constantFrom('percent', 'absolute'),
        }),
        within: steps,
      }),
      fc.record({
        kind: fc.constant('crosses' as const),
        how: fc.constantFrom('falls-below', 'rises-above'),
        of: tie('expression'),
        level: tie('expression'),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('clause') }),
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        of: fc.array(tie('clause'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('held' as const), of: tie('clause'), steps }),
    )
    .filter((clause) => means(clause as Clause)) as fc.Arbitrary<Clause>,
}))

/** What the language refuses, since it would never be true. */
function means(clause: Clause): boolean {
  if (clause.kind === 'changes' || clause.kind === 'crosses') return seriesIn(clause).length > 0
  if (clause.kind !== 'held') return true
  const looksBack = ['changes', 'crosses', 'held', 'any-not-finite', 'event']
  if (readsScore(clause)) return false
  return seriesIn(clause).length > 0 && !clausesIn(clause.of).some(({ kind }) => looksBack.includes(kind))
}

/** The series that a condition reads, each once in the order of reading; `any` where it reads whatever is measured. */
export function seriesOf({ clause }: Pick<Condition, 'clause'>): readonly string[] | 'any' {
  if (clausesIn(clause).some(({ kind }) => kind === 'any-not-finite')) return 'any'
  return seriesIn(clause)
}
