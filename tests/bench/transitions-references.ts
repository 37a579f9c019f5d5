import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { CHANGE_NAMES, LENGTHS, labelledSeries, nullSeries } from '../transitions/collection.ts'
import type { Labelled } from '../transitions/labelled.ts'
import { detectorNamed } from '../transitions/named.ts'
import { scoreOf, type Alarm } from '../transitions/score.ts'
import { summaryOf, type Summary } from '../transitions/summary.ts'
import { leastThreshold, type Swept } from '../transitions/swept.ts'
import { alarmsIn } from '../transitions/watched.ts'
import { rounded } from './spread.ts'

const script = join(import.meta.dirname, '..', 'references', 'transitions.py')
const LIMIT_MS = 3_600_000

/** What is compared: detectors of changes of level, with the option that is swept and its range, and what else is set. */
const COMPARED: Readonly<Record<string, Swept>> = {
  CUSUM: swept('cusum', 'threshold', 2, 200),
  'CUSUM, outliers count in full': swept('cusum', 'threshold', 2, 200, { limit: 1e6 }),
  'Page–Hinkley': swept('page-hinkley', 'lambda', 2, 200),
  'Page–Hinkley, outliers count in full': swept('page-hinkley', 'lambda', 2, 200, { limit: 1e6 }),
  'Bayesian online change point': swept('online-change-point', 'odds', 1, 100),
}

function swept(id: string, option: string, low: number, high: number, others: OptionValues = {}): Swept {
  return { detector: detectorNamed(id), option, low, high, others }
}

export interface ComparedEffort {
  /** Of successive points of the noise: a comparison for each. */
  readonly correlations: readonly number[]
  /** Points without a change for each correlation. */
  readonly nullPoints: number
  /** False alarms of each method in 100,000 of them. */
  readonly per100000: number
  /** Series of each change for each noise level. */
  readonly each: number
  /** The slow ones of the others are asked about every so many-th series. */
  readonly thinning: number
}

/** Delays of our detectors, of river and of ruptures at equal rates of false alarms, on the very same series; or why there are none. */
export function againstRiverAndRuptures(effort: ComparedEffort): Record<string, unknown> {
  const groups = effort.correlations.map((correlation) => groupOf(correlation, effort))
  const theirs = answeredByPython(groups, effort)
  if (typeof theirs === 'string') return { why: theirs }
  const tables = groups.map((group, i) => comparedOf(group, theirs.groups[i] as Answer, effort))
  return {
    made: theirs.made,
    falseAlarmsPer100000: effort.per100000,
    pointsWithoutChange: effort.nullPoints,
    ...Object.fromEntries(groups.map(({ correlation }, i) => [`ρ ${correlation}`, tables[i]])),
  }
}

interface Group {
  readonly correlation: number
  readonly nulls: readonly Labelled[]
  readonly series: readonly Labelled[]
}

function groupOf(correlation: number, { nullPoints, each }: ComparedEffort): Group {
  const heavy = labelledSeries('step', correlation, each, { tails: 'heavy' })
  return {
    correlation,
    // As long as those with a change: what is not sure of itself at first is so in both.
    nulls: nullSeries(correlation, nullPoints, { lengths: LENGTHS }),
    series: [...CHANGE_NAMES.flatMap((change) => labelledSeries(change, correlation, each)), ...heavy],
  }
}

interface Answer {
  readonly online: Readonly<Record<string, Method>>
  readonly offline: Readonly<Record<string, Method>>
}

interface Method {
  readonly threshold: number
  readonly falseAlarms?: number | null
  /** Asked about every so many-th series only. */
  readonly thinning?: number
  /** Of each series: the index of the point that raised it, and the one it dates the change to. */
  readonly alarms: readonly (readonly (readonly [at: number | null, onset: number | null])[])[]
}

/** What every method did on the same series, by family; and where none of ours is the first. */
function comparedOf({ nulls, series }: Group, { online, offline }: Answer, effort: ComparedEffort) {
  const allowed = allowedOf(effort)
  const scored = new Map<string, (Alarm[] | null)[]>()
  const settings: Record<string, unknown> = {}
  for (const [name, how] of Object.entries(COMPARED)) {
    const started = performance.now()
    const { threshold, falseAlarms } = leastThreshold(how, nulls, allowed)
    settings[name] = { [how.option]: rounded(threshold), falseAlarms }
    const options = { ...how.others, [how.option]: threshold }
    scored.set(
      name,
      series.map((one) => alarmsIn(how.detector, one, options)),
    )
    const seconds = rounded((performance.now() - started) / 1000)
    process.stderr.write(`  ${name}: ${rounded(threshold)}, ${falseAlarms} false alarms; ${seconds} s\n`)
  }
  for (const [name, { threshold, falseAlarms, thinning = 1, alarms }] of Object.entries(online)) {
    settings[name] = { threshold: rounded(threshold), falseAlarms }
    scored.set(
      name,
      series.map((one, i) => (i % thinning === 0 ? alarmsOfIndices(one, alarms[i / thinning] ?? []) : null)),
    )
  }
  const families = [...new Set(series.map(({ family }) => family))]
  const table = families.map((family) => {
    const rows = [...scored].map(([name, all]) => {
      const scores = series.flatMap((one, i) => (one.family === family && all[i] != null ? scoreOf(one, all[i]) : []))
      return [name, shortOf(summaryOf(scores))] as const
    })
    return [family, { ...Object.fromEntries(rows), verdict: verdictOf(rows) }] as const
  })
  return { settings, delays: Object.fromEntries(table), dates: datesOf(series, scored, offline) }
}

type Short = ReturnType<typeof shortOf>

function shortOf({ series, missed, early, delayInPoints: { median, p90 }, bias }: Summary) {
  return { series, missed: rounded(missed), early: rounded(early), median, p90, bias: bias && rounded(bias) }
}

/** Whose median delay is the least, of those that were asked about every series: misses count as delays beyond all others. */
function verdictOf(rows: readonly (readonly [name: string, Short])[]): string {
  const all = Math.max(...rows.map(([, { series }]) => series))
  const best = (isOurs: boolean) =>
    rows
      .filter(([name, { series }]) => name in COMPARED === isOurs && series === all)
      .map(([name, { median }]) => ({ name, median: median ?? Infinity }))
      .toSorted((a, b) => a.median - b.median)[0]
  const [ours, theirs] = [best(true), best(false)]
  if (ours === undefined || theirs === undefined) return 'not compared'
  const said = `${ours.name} ${ours.median}, ${theirs.name} ${theirs.median}`
  return ours.median <= theirs.median ? `not behind: ${said}` : `behind: ${said}`
}

/** How far from the true onset each method dates it, having seen the whole series. */
function datesOf(
  series: readonly Labelled[],
  ours: ReadonlyMap<string, readonly (readonly Alarm[] | null)[]>,
  offline: Answer['offline'],
) {
  const thinning = Object.values(offline)[0]?.thinning ?? 1
  const asked = series.flatMap((one, i) => (i % thinning === 0 ? [i] : []))
  const dated = new Map<string, (number | null)[]>(
    Object.keys(COMPARED).map((name) => [
      name,
      asked.map((i) => errorOf(series[i] as Labelled, ours.get(name)?.[i] ?? [])),
    ]),
  )
  for (const [name, { alarms }] of Object.entries(offline)) {
    dated.set(
      `${name}, offline`,
      asked.map((i, at) => errorOf(series[i] as Labelled, alarmsOfIndices(series[i] as Labelled, alarms[at] ?? []))),
    )
  }
  const families = [...new Set(series.map(({ family }) => family))]
  const rowOf = (family: string, errors: readonly (number | null)[]) => {
    const here = errors.filter((_, at) => series[asked[at] as number]?.family === family)
    const sorted = here.map((error) => error ?? Infinity).toSorted((a, b) => a - b)
    const median = sorted[sorted.length >> 1] ?? NaN
    return { missed: rounded(here.filter((error) => error === null).length / here.length), medianPointsOff: Number.isFinite(median) ? rounded(median) : null } // prettier-ignore
  }
  return Object.fromEntries(
    families.map((family) => [
      family,
      Object.fromEntries([...dated].map(([name, errors]) => [name, rowOf(family, errors)])),
    ]),
  )
}

/** The distance of the nearest onset from the true one, in points; null where there is none. */
function errorOf({ points, truth }: Labelled, alarms: readonly Alarm[]): number | null {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1]
  const off = alarms.flatMap(({ onset }) => (onset === null ? [] : Math.abs(onset - (truth?.onset ?? NaN))))
  return off.length === 0 ? null : (Math.min(...off) * (points.length - 1)) / (to - from)
}

function alarmsOfIndices({ points }: Labelled, indices: Method['alarms'][number]): Alarm[] {
  const stepAt = (index: number | null) => (index === null ? null : (points[index]?.[0] ?? null))
  return indices.map(([at, onset]) => ({
    ...{ seenAt: stepAt(at) ?? points.at(-1)?.[0] ?? 0, onset: stepAt(onset) },
    ...{ interval: null, end: null, height: null },
  }))
}

function allowedOf({ nullPoints, per100000 }: ComparedEffort): number {
  return Math.round((nullPoints * per100000) / 1e5)
}

/** Runs the reference libraries where there are any: PHASESCOPE_PYTHON names an interpreter that has them. */
function answeredByPython(
  groups: readonly Group[],
  effort: ComparedEffort,
): { readonly made: Readonly<Record<string, string>>; readonly groups: readonly Answer[] } | string {
  const python = process.env.PHASESCOPE_PYTHON ?? 'python3'
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const path = join(folder, 'series.json')
    const valuesOf = ({ points }: Labelled) => points.map(([, value]) => value)
    const asked = groups.map(({ nulls, series }) => ({
      nulls: nulls.map(valuesOf),
      series: series.map((one) => ({
        values: valuesOf(one),
        onset: one.points.findIndex(([step]) => step >= (one.truth?.begin ?? 0)),
      })),
      allowed: allowedOf(effort),
      thinning: effort.thinning,
      offlineNulls: 40,
    }))
    writeFileSync(path, JSON.stringify({ groups: asked }))
    const { status, stdout, error } = spawnSync(python, [script, path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LIMIT_MS,
      maxBuffer: 2 ** 28,
    })
    if (status !== 0) {
      return `No reference libraries in ${python} (${error?.message ?? `exit code ${status}`}); set PHASESCOPE_PYTHON to one with what ${script} asks for`
    }
    return JSON.parse(stdout) as Exclude<ReturnType<typeof answeredByPython>, string>
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
