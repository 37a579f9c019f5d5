import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import { envelopesOf, isVacant, type Held } from '#trainer/link/held.ts'
import { canTell, thinned, withWord } from '#trainer/link/thin.ts'
import { envelope, frames, measured, run, scalars, started, stepAt, upTo } from './reports.ts'

const sent = (held: readonly Held[]): Envelope[] => held.flatMap((one) => [...envelopesOf(one, 0)])
const pointsOf = (held: readonly Held[], series: string) =>
  sent(held).flatMap(({ seq, report }) =>
    columnsOf(report)
      .filter((column) => column.series === series)
      .flatMap(({ steps, values }) => [...steps].map((step, i) => ({ seq, step, value: values[i]! }))),
  )

describe('thinned', () => {
  it('keeps of each bucket the first, the last, the extremes and the first NaN, each in its envelope', () => {
    const values = [5, 3, NaN, 9, NaN, 4, 6, 5, /* next bucket */ 1, 2, Infinity, -Infinity, 3, 3, 3, 2]
    const held = values.map((value, step) => measured(step, scalars('a', [step], [value])))
    const { held: left, tally } = thinned(held, 8)
    expect(pointsOf(left, 'a').map(({ step }) => step)).toEqual([0, 1, 2, 3, 7, 8, 10, 11, 15])
    expect(pointsOf(left, 'a').every(({ seq, step }) => seq === step)).toBe(true)
    expect(tally).toEqual({ from: 0, to: 15, kept: 9, of: 16 })
  })

  it('keeps the first and the last frame of each bucket, whole', () => {
    const column = frames('s', [[0, [1, 2]], [1, []], [2, [3]], [3, [4, 5]], [4, [6]]]) // prettier-ignore
    const [only] = sent(thinned([measured(0, column)], 4).held)
    expect(columnsOf(only!.report)).toEqual([frames('s', [[0, [1, 2]], [3, [4, 5]], [4, [6]]])]) // prettier-ignore
  })

  it('leaves facts alone, and every envelope its number', () => {
    const fact = envelope(3, { type: 'detached', probe: 'p', step: 3 })
    const held = [envelope(0, started), stepAt(1), stepAt(2), fact, stepAt(4), stepAt(5), stepAt(6)]
    const { held: left } = thinned(held, 100)
    expect(sent(left).map(({ seq }) => seq)).toEqual(upTo(7))
    expect(left).toContainEqual(fact)
    // Falling: the first is the largest, the last the smallest.
    expect(left.filter(isVacant)).toEqual([
      { run, seq: 2, through: 2, at: 1002 },
      { run, seq: 4, through: 5, at: 1004 },
    ])
  })

  it('says in the place of the last numbers what was done, and says it anew for all when it is done again', () => {
    const once = thinned(upTo(64).map(stepAt), 16)
    const told = withWord(once.held, once.tally, 'because')
    expect(sent(told).at(-1)?.report).toMatchObject({
      type: 'thinned',
      from: 0,
      to: 63,
      kept: 8,
      of: 64,
      why: 'because',
    })
    const twice = thinned([...told, ...upTo(64).map((i) => stepAt(64 + i))], 64)
    expect(twice.tally).toEqual({ from: 0, to: 127, kept: 4, of: 128 })
    const words = sent(withWord(twice.held, twice.tally, 'again')).filter(({ report }) => report.type === 'thinned')
    expect(words.map(({ seq }) => seq)).toEqual([127])
  })

  it('says it in the place of an envelope of which nothing is left, where no other is', () => {
    const held: Held[] = [envelope(0, started), { run, seq: 1, through: 5, at: 0 }]
    const tally = { from: 3, to: 9, kept: 1, of: 7 }
    expect(withWord(held, tally, 'w')).toEqual([
      held[0],
      { run, seq: 1, through: 4, at: 0 },
      { run, seq: 5, at: 0, report: { type: 'thinned', ...tally, why: 'w', columns: [] } },
    ])
    expect(canTell([envelope(0, started)])).toBe(false)
  })

  it('keeps the extremes, the ends and every NaN bucket of any series, whatever comes in whatever order', () => {
    const value = fc.oneof(fc.double(), fc.constant(NaN), fc.constant(Infinity))
    const point = fc.record({ series: fc.constantFrom('a', 'b'), step: fc.nat(200), value })
    fc.assert(
      fc.property(
        fc.array(fc.array(point, { maxLength: 6 }), { maxLength: 30 }),
        fc.constantFrom(1, 16, 64, 2 ** 52),
        (reports, width) => {
          const held = reports.map((points, seq) =>
            measured(seq, ...points.map(({ series, step, value }) => scalars(series, [step], [value]))),
          )
          const { held: left, tally } = thinned(held, width)
          expect(sent(left).map(({ seq }) => seq)).toEqual(upTo(reports.length))
          let kept = 0
          for (const series of ['a', 'b']) {
            const [before, after] = [pointsOf(held, series), pointsOf(left, series)]
            kept += after.length
            const places = new Set([...before, ...after].map(({ step }) => Math.floor(step / width)))
            for (const place of places) {
              const within = (points: typeof before) =>
                points.filter(({ step }) => Math.floor(step / width) === place).map(({ value }) => value)
              const [all, some] = [within(before), within(after)]
              const finite = (values: number[]) => values.filter((one) => !Number.isNaN(one))
              expect(some.length).toBeLessThanOrEqual(5)
              expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)])
              expect(Math.min(...finite(some))).toBe(Math.min(...finite(all)))
              expect(Math.max(...finite(some))).toBe(Math.max(...finite(all)))
              expect(some.some(Number.isNaN)).toBe(all.some(Number.isNaN))
            }
          }
          expect(tally).toMatchObject({ kept, of: reports.flat().length })
        },
      ),
    )
  })
})
