import type { DetectorDefinition } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { ChangeName } from '../transitions/changes.ts'
import { CHANGE_NAMES, CORRELATIONS } from '../transitions/collection.ts'
import { byChange, falseAlarms } from '../transitions/defaults.ts'
import type { Labelled } from '../transitions/labelled.ts'
import { detectorNamed } from '../transitions/named.ts'
import { recordedPoints, recordedSeries } from '../transitions/recorded.ts'
import { alarmsOf, scoreOf, type Alarm } from '../transitions/score.ts'
import type { FalseAlarms, Summary } from '../transitions/summary.ts'
import { alarmsIn, seenInAll } from '../transitions/watched.ts'
import { rounded } from './spread.ts'
import { againstRiverAndRuptures } from './transitions-references.ts'

/** `PHASESCOPE_BENCH_EFFORT=0.1` makes and looks at a tenth of the series: all of them take an hour. */
const EFFORT = Number(process.env.PHASESCOPE_BENCH_EFFORT ?? 0.25)
const some = (count: number) => Math.max(1, Math.round(count * EFFORT))

const GRADUAL: readonly ChangeName[] = ['ramp', 'sigmoid', 'log-sigmoid', 'drift']

/**
 * What each detector is asked: the changes that it is for, how they are read where that is not at its defaults, and how much of the effort it gets, as some take
 * long. Its false alarms are those at its defaults. Not asked is a loss that stands still, as any noise of the right size does.
 */
const ASKED: readonly (readonly [id: string, share: number, changes: readonly ChangeName[], options?: OptionValues])[] =
  [
    ['cusum', 1, CHANGE_NAMES],
    ['page-hinkley', 1, CHANGE_NAMES],
    ['online-change-point', 0.25, CHANGE_NAMES],
    ['threshold-crossing', 0.5, []],
    ['sigmoid-rise', 0.5, GRADUAL],
    ['sigmoid-rise', 0.5, ['log-sigmoid'], { time: 'log step' }],
    ['piecewise-linear', 0.5, GRADUAL],
    ['loss-spike', 0.25, ['spike', 'spike-unrecovered'], { transform: 'none' }],
    ['divergence', 0.5, []],
    ['edge-of-stability-arrival', 0.5, []],
    ['rank-collapse', 0.5, []],
    ['reorganization', 0.25, []],
    ['critical-slowing-down', 0.1, ['slowing']],
    ['susceptibility-peak', 0.1, []],
  ]

/** Which detectors are for what happens in the recorded runs. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  memorization: ['grokking'],
  generalization: ['grokking', 'cusum', 'page-hinkley', 'online-change-point', 'sigmoid-rise', 'piecewise-linear'],
  'no generalization': ['grokking'],
  arrival: ['edge-of-stability-arrival'],
  'no arrival': ['edge-of-stability-arrival'],
  'loss spike': ['loss-spike'],
  divergence: ['divergence'],
}

/**
 * Whether detectors find what is there: on labelled series, generated and recorded, the delay, misses, alarms before anything differs, the coverage
 * of the 90 % interval and false alarms in 100,000 points without a change, each detector at its defaults; then beside river and ruptures at equal rates
 * of false alarms, where `PHASESCOPE_PYTHON` has them. Delays are in points.
 */
export function bench(): Promise<Record<string, unknown>> {
  return Promise.resolve({
    effort: EFFORT,
    recorded: recordedSeries().map(recorded),
    atDefaults: Object.fromEntries(ASKED.map((asked) => [nameOf(...asked), atDefaults(...asked)])),
    againstRiverAndRuptures: againstRiverAndRuptures({
      ...{ correlations: CORRELATIONS, nullPoints: some(160_000), per100000: 10 },
      ...{ each: some(12), thinning: 11 },
    }),
  })
}

/** With the choices that are not its defaults, but for the scale: that is one of the series. */
function nameOf(id: string, _share: number, _changes: readonly ChangeName[], options: OptionValues = {}): string {
  const choices = Object.entries(options).flatMap(([key, value]) => (key === 'transform' ? [] : String(value)))
  return [id, ...choices].join(', ')
}

function atDefaults(id: string, share: number, changes: readonly ChangeName[], options: OptionValues = {}) {
  const started = performance.now()
  const detector = detectorNamed(id)
  const effort = { nullPoints: some(400_000 * share), each: Math.max(1, some(12 * share)) }
  const rates = Object.entries(falseAlarms(detector, effort))
  const found = Object.entries(byChange(detector, changes, effort, options))
  process.stderr.write(`  ${id}: ${rounded((performance.now() - started) / 1000)} s\n`)
  return {
    falseAlarmsPer100000: Object.fromEntries(rates.map(([kind, rate]) => [kind, rateOf(rate)])),
    changes: Object.fromEntries(found.map(([change, summary]) => [change, lineOf(summary)])),
  }
}

/** What the detectors say of a recorded series, beside its label. */
function recorded(series: Labelled) {
  const rows = (RECORDED[series.family] ?? []).map((id) => {
    const alarms = alarmsFor(detectorNamed(id), series)
    if (series.truth === null) return [id, { falseAlarms: alarms.length }] as const
    const { early, delay, bias, isCovered, further } = scoreOf(series, alarms)
    return [id, { early, delay, bias: bias && rounded(bias), isCovered, further }] as const
  })
  const onset = series.truth?.onset ?? null
  return { series: series.name, what: series.family, onset, detectors: Object.fromEntries(rows) }
}

/** What reads both accuracies is given those of the run; of what it says, what is asked for counts. */
function alarmsFor(detector: DetectorDefinition, series: Labelled): Alarm[] {
  if (detector.id !== 'grokking') return alarmsIn(detector, series)
  const { 'train-accuracy': train = [], 'test-accuracy': test = [] } = recordedPoints(
    series.name.split(':')[0] as string,
  )
  const key = series.family.replace('no ', '')
  return alarmsOf(seenInAll(detector, { train, test }).filter(({ transition }) => transition?.key === key))
}

function rateOf({ alarms, points, per100000, atMost }: FalseAlarms) {
  return { alarms, points, rate: rounded(per100000), atMost: rounded(atMost) }
}

function lineOf({ series, missed, early, delayInPoints, delayInWidths, bias, coverage, intervalPoints }: Summary) {
  const short = (number: number | null) => (number === null ? null : rounded(number))
  return {
    ...{ series, missed: rounded(missed), early: rounded(early) },
    delayInPoints: [short(delayInPoints.median), short(delayInPoints.p90)],
    delayInWidths: [short(delayInWidths.median), short(delayInWidths.p90)],
    bias: short(bias),
    coverage: coverage && [rounded(coverage.share), rounded(coverage.standardError), coverage.of],
    intervalPoints: short(intervalPoints),
  }
}
