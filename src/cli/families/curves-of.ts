import { fitOf } from '#src/statistics/fits/models.ts'
import type {
  CurvePoint,
  CurvesData,
  ParameterValue,
  ParameterValues,
  PictureCurve,
  Places,
  PowerLaw,
} from '#src/vocabulary/index.ts'
import type { Curves } from '#trainer/experiments/index.ts'
import { planRun } from '#trainer/run/index.ts'
import { membersOf, type Member, type Sweep } from '#trainer/sweeps/index.ts'
import type { MemberNumbers } from './member-numbers.ts'
import { meanOf, ofSeeds, placeOf, valuesOf } from './places.ts'

/** Places of a line of theory along x. */
const PLACES = 65

/** The numbers of the runs of a family over a setting: a curve for each value of another, a panel for each of a third. */
export function curvesOf(sweep: Sweep, picture: Curves, numbers: MemberNumbers): CurvesData {
  const { x, by = null, panels: panelsBy = null, label, scale = 'linear', theory = null } = picture
  const places = Map.groupBy(membersOf(sweep), ({ settings }) =>
    placeOf(panelsBy === null ? undefined : settings[panelsBy], by === null ? undefined : settings[by.key]),
  )
  const curveAt = (panel: ParameterValue | null, value: ParameterValue | null) =>
    curveOf(value, places.get(placeOf(panel ?? undefined, value ?? undefined)) ?? [], picture, numbers)
  const values = by === null ? [null] : valuesOf(sweep, by.key)
  const panels = (panelsBy === null ? [null] : valuesOf(sweep, panelsBy)).map((panel) => ({
    title: panel === null ? '' : `${panelsBy} = ${panel}`,
    curves: values.map((value) => curveAt(panel, value)),
  }))
  return {
    ...{ kind: 'curves', by, panelsBy, label, scale, panels },
    x: { key: x.key, label: x.label, scale: x.scale ?? 'linear' },
    theory: theory === null ? null : theory.label,
    note: noteOf(sweep, picture),
  }
}

function curveOf(
  value: ParameterValue | null,
  members: readonly Member[],
  { x: { key, scale }, fit, theory }: Curves,
  numbers: MemberNumbers,
): PictureCurve {
  const settings = members[0] === undefined ? {} : planRun(members[0].order).parameters
  const said = (x: number) => theoryAt(theory, x, { ...settings, [key]: x })
  const xs = [...new Set(members.map((member) => Number(member.settings[key])))].toSorted((a, b) => a - b)
  const ofRuns = members.flatMap(({ id, settings: own }) => {
    const number = numbers.get(id)
    return number === undefined ? [] : [{ run: id, x: Number(own[key]), y: number }]
  })
  return {
    value,
    points: xs.flatMap((x) =>
      pointOf(
        x,
        ofRuns.filter((one) => one.x === x).map(({ y }) => y),
        said(x),
      ),
    ),
    theory: lineOf(theory === undefined ? [] : placesAlong(xs, scale === 'log'), said),
    fit: fit === undefined ? null : powerLawOf(ofRuns),
  }
}

function pointOf(x: number, values: readonly number[], theory: number | null): CurvePoint[] {
  const value = meanOf(values)
  if (value === null) return []
  return [{ x, value, low: Math.min(...values), high: Math.max(...values), runs: values.length, theory }]
}

function theoryAt(theory: Curves['theory'], x: number, settings: ParameterValues): number | null {
  const y = theory?.at(x, settings) ?? null
  return y !== null && Number.isFinite(y) ? y : null
}

/** Those of the runs, and enough between them; on a logarithmic axis as far apart as they look there. */
function placesAlong(xs: readonly number[], isLog: boolean): number[] {
  const [from, to] = [xs.find((x) => !isLog || x > 0) ?? NaN, xs.at(-1) ?? NaN]
  const between = Array.from({ length: PLACES }, (_, i) => {
    const share = i / (PLACES - 1)
    return isLog ? from * (to / from) ** share : from + (to - from) * share
  })
  return [...new Set([...xs, ...between])].filter(Number.isFinite).toSorted((a, b) => a - b)
}

function lineOf(xs: readonly number[], at: (x: number) => number | null): Places {
  const found = xs.flatMap((x) => {
    const y = at(x)
    return y === null ? [] : [[x, y] as const]
  })
  return { x: found.map(([x]) => x), y: found.map(([, y]) => y) }
}

/** Through every run, the straight line of logarithms; null where they do not determine one. */
function powerLawOf(runs: Parameters<typeof fitOf>[1]): PowerLaw | null {
  const { parameters, runs: taken } = fitOf('power', runs)
  const [factor, exponent] = parameters
  if (factor === undefined || exponent === undefined) return null
  return { factor: factor.value, exponent: exponent.value, low: exponent.low, high: exponent.high, runs: taken.length }
}

function noteOf(sweep: Sweep, { label, theory, fit }: Curves): string {
  const { experiment, steps, seeds, axes } = sweep
  const settings = axes.reduce((product, { values }) => product * values.length, 1)
  return [
    `${label} of ${settings} settings of ${experiment}, ${steps} ${steps === 1 ? 'step' : 'steps'}, ${ofSeeds(sweep)}.`,
    seeds.length === 1 ? '' : ' Bars: from the least to the greatest.',
    theory === undefined ? '' : ` Dashed: ${theory.label}.`,
    fit === undefined ? '' : ' Dotted: a power law by least squares of the logarithms of all runs; in brackets the 95 % interval of its exponent.', // prettier-ignore
  ].join('')
}
