import { transitionDetectors } from '#probes/detectors/index.ts'
import type { DetectorDefinition } from '#probes/detectors/define.ts'
import { byChange, falseAlarms } from '../transitions/defaults.ts'
import { recordedSeries } from '../transitions/recorded.ts'
import { scoreOf } from '../transitions/score.ts'
import type { FalseAlarms, Summary } from '../transitions/summary.ts'
import { alarmsIn } from '../transitions/watched.ts'
import { rounded } from './spread.ts'
import { againstRiverAndRuptures } from './transitions-references.ts'

/** What takes minutes; `PHASESCOPE_BENCH_EFFORT=0.1` makes and looks at a tenth of the series. */
const EFFORT = Number(process.env.PHASESCOPE_BENCH_EFFORT ?? 1)
const some = (count: number) => Math.max(1, Math.round(count * EFFORT))

/**
 * Whether detectors find what is there: on labelled series, generated and recorded, the delay, misses, alarms before anything happens, the coverage
 * of the 90 % interval and false alarms in 100,000 points without a change, each detector at its defaults; then beside river and ruptures at equal rates
 * of false alarms, where `PHASESCOPE_PYTHON` has them. Delays are in points.
 */
export function bench(): Promise<Record<string, unknown>> {
  const effort = { nullPoints: some(500_000), each: some(12) }
  const detectors = transitionDetectors.filter(isOfOneSeries)
  return Promise.resolve({
    atDefaults: Object.fromEntries(detectors.map((detector) => [detector.id, atDefaults(detector, effort)])),
    recorded: recorded(detectors),
    againstRiverAndRuptures: againstRiverAndRuptures({
      ...{ nullPoints: some(100_000), per100000: 10 },
      ...{ each: some(6), thinning: 6 },
    }),
  })
}

function isOfOneSeries({ options }: DetectorDefinition): boolean {
  return options.filter(({ type }) => type === 'series').length === 1
}

function atDefaults(detector: DetectorDefinition, effort: { nullPoints: number; each: number }) {
  const started = performance.now()
  const nulls = Object.entries(falseAlarms(detector, effort))
  const changes = Object.entries(byChange(detector, effort))
  process.stderr.write(`  ${detector.id}: ${rounded((performance.now() - started) / 1000)} s\n`)
  return {
    falseAlarmsPer100000: Object.fromEntries(nulls.map(([kind, rate]) => [kind, rateOf(rate)])),
    changes: Object.fromEntries(changes.map(([change, summary]) => [change, lineOf(summary)])),
  }
}

/** Each detector on each recorded series: when it alarms, beside the label. */
function recorded(detectors: readonly DetectorDefinition[]) {
  return recordedSeries().map((series) => {
    const found = detectors
      .map((detector) => [detector.id, alarmsIn(detector, series)] as const)
      .filter(([, alarms]) => alarms.length > 0)
    const rows = found.map(([id, alarms]) => {
      if (series.truth === null) return [id, { falseAlarms: alarms.length }] as const
      const { early, delay, bias, isCovered, further } = scoreOf(series, alarms)
      return [id, { early, delay, bias: bias && rounded(bias), isCovered, further }] as const
    })
    const onset = series.truth?.onset ?? null
    return { series: series.name, what: series.family, onset, detectors: Object.fromEntries(rows) }
  })
}

function rateOf({ alarms, points, per100000, atMost }: FalseAlarms) {
  return { alarms, points, rate: rounded(per100000), atMost: rounded(atMost) }
}

function lineOf({ delayInPoints, delayInWidths, coverage, bias, intervalPoints, ...shares }: Summary) {
  const short = (number: number | null) => (number === null ? null : rounded(number))
  return {
    ...shares,
    missed: rounded(shares.missed),
    early: rounded(shares.early),
    delayInPoints: [short(delayInPoints.median), short(delayInPoints.p90)],
    delayInWidths: [short(delayInWidths.median), short(delayInWidths.p90)],
    bias: short(bias),
    coverage: coverage && [rounded(coverage.share), rounded(coverage.standardError), coverage.of],
    intervalPoints: short(intervalPoints),
  }
}
