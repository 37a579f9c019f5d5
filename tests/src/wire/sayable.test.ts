import { describe, expect, test } from 'vitest'
import { BOUNDS, type Column, type Report } from '#src/vocabulary/index.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { sayable } from '#src/wire/sayable.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { factsWithCards, openStore } from '#src/store/index.ts'
import { openStored } from '../../fixtures/version-0.1/open.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'

const long = 'x'.repeat(BOUNDS.name + 1)
const text = 'x'.repeat(BOUNDS.text + 1)
const options = Object.fromEntries(Array.from({ length: BOUNDS.entries + 1 }, (_, i) => [`o${i}`, 1]))
const cadence = { kind: 'every', steps: 1 } as const

/** Reports that an honest trainer may come to make, and that a hub would refuse for ever: one of each kind of bound. */
const TOO_MUCH: Record<string, Report> = {
  'a name': { type: 'declared', series: { ...declaration('loss'), name: long } },
  'a control character': { type: 'absent', series: 'a\x1b[2J', step: 3, why: 'x' },
  'a text': { type: 'marked', mark: { by: 'b', step: 3, label: 'l', about: text } },
  'a label': { type: 'marked', mark: { by: 'b', step: 3, label: text, about: 'a' } },
  'settings': { type: 'attached', probe: 'p', step: 3, cadence, options },
  'a value of a setting': { type: 'forked', run: 'f', step: 3, set: { rate: text } },
  'a setting that is no number': { type: 'applied', command: { type: 'set', key: 'rate', value: NaN }, step: 3 },
  'a file': { type: 'rejected', file: text, line: null, why: 'w', step: 3 },
  'a grid': { type: 'declared', series: { ...declaration('s', 'spectrum'), grid: Array.from({ length: BOUNDS.grid + 1 }, (_, i) => i) } },
} // prettier-ignore

describe('a Report that a hub would refuse for ever', () => {
  test.each(Object.entries(TOO_MUCH))('because of %s is left out, which a mark says', (_, report) => {
    const [said, after] = reportsFromBytes(
      bytesFromReports(enveloped('r', 0, [report, measuredReport(scalarColumn('loss', [4], [5]))])),
    )
    expect(said!.report).toEqual({
      type: 'marked',
      mark: {
        by: 'left-out',
        step: 'step' in report || report.type === 'marked' ? expect.any(Number) : 0,
        label: `A report (${report.type}) was left out`,
        about: expect.stringMatching(/^It is beyond what a hub takes: At report.*expected/),
      },
    })
    expect(after!.report).toMatchObject({ type: 'measured' })
  })

  test('because of a series of it is left out in part, and what is there says so', () => {
    const columns = [scalarColumn('loss', [4, 5], [1, 2]), scalarColumn(long, [4, 6], [1, 2])]
    const [said] = reportsFromBytes(bytesFromReports(enveloped('r', 0, [measuredReport(...columns)])))
    const why = expect.stringMatching(/^too much for a hub: the name of series 'x+…' is no name of 1 to 256/)
    expect(said!.report).toEqual({ type: 'thinned', from: 4, to: 6, kept: 2, of: 4, why, columns: [columns[0]] })
  })

  test('because of its size is left out in part', () => {
    const large: Column = {
      series: 'activations',
      steps: Float64Array.of(4),
      values: new Float64Array(BOUNDS.reportBytes / 8),
      lengths: Uint32Array.of(BOUNDS.reportBytes / 8),
    }
    const said = sayable(measuredReport(scalarColumn('loss', [4], [1]), large, scalarColumn('test', [4], [1])))
    const why = expect.stringMatching(/at most 50331648 bytes of numbers, and series 'activations' was beyond/)
    expect(said).toMatchObject({ type: 'thinned', kept: 2, of: 3, why })
    expect(bytesFromReports(enveloped('r', 0, [measuredReport(large)])).length).toBeLessThan(BOUNDS.messageBytes)
  })

  test('is stored as what it became, and all that follows', () => {
    using folder = temporaryFolder()
    const store = openSqlite(folder.path)
    const reports = [startedReport('r'), ...Object.values(TOO_MUCH), measuredReport(scalarColumn('loss', [4], [5]))]
    const bytes = bytesFromReports(enveloped('r', 0, reports))
    expect(store.keep([{ run: 'r', writer: 'trainer', bytes }])).toMatchObject([{ ok: true, next: reports.length }])
    expect(store.series('r')).toMatchObject([{ name: 'loss', points: 1 }])
    store.close()
  })
})

test('any other Report is as it was', async () => {
  using stored = openStored()
  const store = await openStore(stored.copy())
  const facts = await factsWithCards(store, stored.completed)
  await store.close()
  expect(facts.length).toBeGreaterThan(50)
  for (const { report } of facts) expect(sayable(report)).toBe(report)
  const report = measuredReport(scalarColumn('loss', [4], [NaN]))
  expect(sayable(report)).toBe(report)
})
