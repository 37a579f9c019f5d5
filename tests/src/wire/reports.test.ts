import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column, Envelope, Report } from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { declaration, enveloped, startedReport } from '../store/reports.ts'

const name = fc.constantFrom('test-loss', 'weight-norm/w1', 'spectrum/größe')
const scalars = fc
  .tuple(name, fc.array(fc.tuple(fc.nat(), fc.double()), { maxLength: 20 }))
  .map(([series, points]): Column => ({
    series,
    steps: Float64Array.from(points, ([step]) => step),
    values: Float64Array.from(points, ([, value]) => value),
    lengths: null,
  }))
/** Frames of any length, empty ones too. */
const frames = fc
  .tuple(name, fc.array(fc.tuple(fc.nat(), fc.array(fc.double(), { maxLength: 6 })), { maxLength: 8 }))
  .map(([series, list]): Column => ({
    series,
    steps: Float64Array.from(list, ([step]) => step),
    values: Float64Array.from(list.flatMap(([, values]) => values)),
    lengths: Uint32Array.from(list, ([, values]) => values.length),
  }))
const reports = fc.oneof(
  fc.array(fc.oneof(scalars, frames), { maxLength: 4 }).map((columns): Report => ({ type: 'measured', columns })),
  fc.constantFrom<Report[]>(
    startedReport('r'),
    { type: 'declared', series: declaration('loss') },
    { type: 'absent', series: 'loss', step: 3, why: 'zero weights' },
    { type: 'marked', mark: { by: 'grokked', step: 9, label: 'Grokked', about: 'above 0.9' } },
    { type: 'applied', command: { type: 'pause' }, step: 4 },
    { type: 'failed', probe: 'x', step: 0, why: 'it threw' },
    { type: 'ended', how: 'stopped', step: 5, msPerStep: 1, weights: 'sha256:0', why: null },
  ),
)

test('any Reports come back as they were', () => {
  fc.assert(
    fc.property(fc.array(reports, { maxLength: 12 }), fc.nat(), (list, seq) => {
      const envelopes = enveloped('r', seq, list)
      expect(reportsFromBytes(bytesFromReports(envelopes))).toEqual(envelopes)
    }),
  )
})

test('what is measured at every step comes back as it was, and takes little more room than its numbers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat({ max: 20 }),
      (wide, few, odd) => {
        const list = Array.from({ length: 40 }, (_, step): Report => {
          const steps = Float64Array.from({ length: few }, (_, i) => step * few + i)
          const columns = Array.from({ length: wide }, (_, i): Column => {
            const own = i === odd ? steps.map((one) => one + (step % 2)) : steps.slice()
            return { series: `s/${i}`, steps: own, values: steps.map((one) => one / (i + 1)), lengths: null }
          })
          return { type: 'measured', columns }
        })
        const envelopes = enveloped('r', 3, list)
        const bytes = bytesFromReports(envelopes)
        expect(reportsFromBytes(bytes)).toEqual(envelopes)
        if (odd >= wide) expect(bytes.length).toBeLessThan(40 * few * (wide + 1) * 8 + 40 * 120 + wide * 80 + 1000)
      },
    ),
    { numRuns: 50 },
  )
})

test('a reason of any length arrives, its beginning at least', () => {
  for (const why of ['x'.repeat(20_000), '🙂'.repeat(9_000), 'short']) {
    const [back] = reportsFromBytes(bytesFromReports(enveloped('r', 0, [{ type: 'failed', probe: 'p', step: 1, why }])))
    const said = (back!.report as { why: string }).why
    expect(said.length).toBeLessThanOrEqual(8192)
    expect(why.startsWith(said.replace(/…$/, ''))).toBe(true)
    expect(said.isWellFormed()).toBe(true)
    expect(said.length).toBeGreaterThan(Math.min(why.length, 8190) - 1)
  }
})

describe('what is not a Report is refused with its place', () => {
  const one = enveloped('r', 0, [{ type: 'failed', probe: 'x', step: 0, why: 'it threw' }])[0]!
  const measured = (columns: unknown): unknown => ({ ...one, report: { type: 'measured', columns } })
  test.each<[string, unknown, Float64Array[], RegExp]>([
    ['no list', { a: 1 }, [], /^At message.body: expected a list of reports/],
    ['no run', [{ ...one, run: '' }], [], /^At reports\[0\].run: expected a run id/],
    ['no sequence', [one, { ...one, seq: -1 }], [], /^At reports\[1\].seq: expected a whole number from 0, got -1/],
    ['no time', [{ ...one, at: 'now' }], [], /^At reports\[0\].at/],
    [
      'no type',
      [{ ...one, report: { type: 'toString' } }],
      [],
      /^At reports\[0\].report.type: expected one of measured, started/,
    ],
    [
      'no step',
      [{ ...one, report: { ...one.report, step: 1.5 } }],
      [],
      /report\(type = failed\).step: expected a whole number from 0, got 1.5/,
    ],
    [
      'no series',
      [{ ...one, report: { type: 'declared', series: [] } }],
      [],
      /type = declared\).series.name: expected a series name, 1 to 256 characters without control characters, got undefined/,
    ],
    [
      'a series that is none',
      [{ ...one, report: { type: 'declared', series: 'loss' } }],
      [],
      /type = declared\).series: expected a series with name/,
    ],
    [
      'nothing of a Report',
      [{ ...one, report: null }],
      [],
      /^At reports\[0\].report: expected one of measured, started/,
    ],
    [
      'no mark',
      [{ ...one, report: { type: 'marked', mark: { step: 1 } } }],
      [],
      /type = marked\).mark.by: expected who saw it, 1 to 256 characters without control characters, got undefined/,
    ],
    [
      'a mark that is none',
      [{ ...one, report: { type: 'marked', mark: null } }],
      [],
      /type = marked\).mark: expected a mark with by and step/,
    ],
    [
      'a step that is none',
      [measured([{ series: 's' }])],
      [Float64Array.of(1, 1.5), Float64Array.of(1, 2)],
      /^At reports\[0\].columns\[0\].steps\[1\]: expected a whole number from 0, got 1.5/,
    ],
    ['columns of nothing', [measured(undefined)], [], /columns: expected a list/],
    [
      'a column without numbers',
      [measured([{ series: 's' }])],
      [],
      /^At reports\[0\].columns\[0\].steps: expected a column of f64/,
    ],
    [
      'values that do not match',
      [measured([{ series: 's' }])],
      [Float64Array.of(1, 2), Float64Array.of(1)],
      /values: expected 2 values, got 1/,
    ],
    [
      'frames without lengths',
      [measured([{ series: 's', frames: true }])],
      [Float64Array.of(1), Float64Array.of(1)],
      /lengths: expected a column of u32/,
    ],
    [
      'columns as in a later report',
      [measured(1), measured([])],
      [],
      /^At reports\[0\].report.columns: expected a list of columns, or the place of an earlier report that has one, got 1/,
    ],
    [
      'columns as in a report that has none',
      [one, measured(0)],
      [],
      /^At reports\[1\].report.columns: expected a list/,
    ],
    [
      'columns as in a report that has them from another',
      [measured([]), measured(0), measured(1)],
      [],
      /^At reports\[2\].report.columns: expected a list/,
    ],
    ['columns as in no report', [measured([]), measured(-1)], [], /^At reports\[1\].report.columns: expected a list/],
    [
      'steps of no column before',
      [measured([{ series: 's', sameSteps: true }])],
      [Float64Array.of(1)],
      /^At reports\[0\].columns\[0\].sameSteps: expected a column before this one/,
    ],
    [
      'steps of a column that has others',
      [measured([{ series: 's' }, { series: 't', sameSteps: true }])],
      [Float64Array.of(1), Float64Array.of(1), Float64Array.of(1, 2)],
      /^At reports\[0\].columns\[1\].values: expected 1 values, got 2/,
    ],
    ['numbers left over', [], [Float64Array.of(1)], /^At message.columns: expected no more columns/],
  ])('%s', (_what, body, arrays, message) => {
    expect(() => reportsFromBytes(pack(body, arrays))).toThrow(message)
  })

  test('a bit turned anywhere is refused with a place, or gives Reports that are well formed', () => {
    const envelopes: Envelope[] = enveloped('r', 0, [
      { type: 'declared', series: declaration('loss') },
      {
        type: 'measured',
        columns: [{ series: 'loss', steps: Float64Array.of(1), values: Float64Array.of(2), lengths: null }],
      },
    ])
    const bytes = bytesFromReports(envelopes)
    fc.assert(
      fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
        const turned = bytes.slice()
        turned[bit >> 3]! ^= 1 << (bit & 7)
        try {
          for (const { run, seq, report } of reportsFromBytes(turned)) {
            expect([typeof run, typeof seq, typeof report.type]).toEqual(['string', 'number', 'string'])
          }
        } catch (error) {
          expect((error as Error).name).toBe('PhasescopeError')
          expect((error as Error).message).toMatch(/^At /)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
