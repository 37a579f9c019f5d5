import { fitOf } from '#src/statistics/fits/models.ts'
import type {
  CurvePoint,
  CurvesData,
  ParameterValue,
  PictureCurve,
  Places,
  PowerLaw,
  RunId,
} from '#src/vocabulary/index.ts'
import type { Curves, Profiles } from '#trainer/experiments/index.ts'
import { planRun } from '#trainer/run/index.ts'
import { membersOf, type Member, type Sweep } from '#trainer/sweeps/index.ts'
import type { MemberReadings, Reading } from './member-readings.ts'
import { evenly, lineThrough, meanOf, ofSeeds, placeOf, valuesOf } from './places.ts'

/** Places of a line of theory along x. */
const PLACES = 65

/** The numbers of the runs of a family along an axis: a curve for each value of a setting, a panel for each of another. */
export async function curvesOf(
  sweep: Sweep,
  picture: Curves | Profiles,
  readings: MemberReadings,
): Promise<CurvesData> {
  const { x, by = null, panels: panelsBy = null, label, scale = 'linear' } = picture
  const places = Map.groupBy(membersOf(sweep), ({ settings }) =>
    placeOf(panelsBy === null ? undefined : settings[panelsBy], by === null ? undefined : settings[by.key]),
  )
  const curveAt = (panel: ParameterValue | null, value: ParameterValue | null) =>
    curveOf(value, places.get(placeOf(panel ?? undefined, value ?? undefined)) ?? [], picture, readings)
  const values = by === null ? [null] : valuesOf(sweep, by.key)
  const panels: CurvesData['panels'][number][] = []
  for (const panel of panelsBy === null ? [null] : valuesOf(sweep, panelsBy)) {
    const curves: PictureCurve[] = []
    for (const value of values) curves.push(await curveAt(panel, value))
    panels.push({ title: panel === null ? '' : `${panelsBy} = ${panel}`, curves })
  }
  return {
    ...{ kind: 'curves', by, panelsBy, label, scale, panels },
    x: { key: x.key, label: x.label, scale: x.scale ?? 'linear' },
    theory: theoryNamed(picture),
    note: noteOf(sweep, picture),
  }
}

/** A reading at its place. */
interface Placed extends Reading {
  readonly run: RunId
  readonly x: number
}

async function curveOf(
  value: ParameterValue | null,
  members: readonly Member[],
  picture: Curves | Profiles,
  readings: MemberReadings,
): Promise<PictureCurve> {
  const { key } = picture.x
  const placed = members.flatMap(({ id, settings }) =>
    (readings.get(id) ?? []).map((one): Placed => ({ ...one, run: id, x: one.x ?? Number(settings[key]) })),
  )
  const theory = picture.kind === 'profiles' ? ownTheory(placed) : declaredTheory(picture, members)
  const points = [...Map.groupBy(placed, ({ x }) => x)].toSorted(([a], [b]) => a - b)
  return {
    value,
    points: points.map(([x, there]) =>
      pointOf(
        x,
        there.map(({ y }) => y),
        theory.at(x),
      ),
    ),
    theory: await theory.line(),
    fit: picture.fit === undefined ? null : powerLawOf(placed),
  }
}

function pointOf(x: number, values: readonly number[], theory: number | null): CurvePoint {
  return {
    ...{ x, value: meanOf(values) ?? NaN, runs: values.length, theory },
    low: Math.min(...values),
    high: Math.max(...values),
  }
}

/** What theory says at a place, and its line. */
interface Said {
  readonly at: (x: number) => number | null
  readonly line: () => Promise<Places>
}

/** What the runs say of it themselves, which is the same for all seeds. */
function ownTheory(placed: readonly Placed[]): Said {
  const said = new Map(placed.flatMap(({ x, theory }) => (theory === null ? [] : [[x, theory] as const])))
  const at = (x: number) => said.get(x) ?? null
  return {
    at,
    line: () =>
      lineThrough(
        [...said.keys()].toSorted((a, b) => a - b),
        at,
      ),
  }
}

/** What the experiment declares of it, for the settings that the members of a curve share. */
function declaredTheory({ x: { key, scale }, theory }: Curves, members: readonly Member[]): Said {
  if (theory === undefined || members[0] === undefined)
    return { at: () => null, line: () => Promise.resolve({ x: [], y: [] }) }
  const settings = planRun(members[0].order).parameters
  const at = (x: number) => {
    const y = theory.at(x, { ...settings, [key]: x })
    return y !== null && Number.isFinite(y) ? y : null
  }
  const xs = [...new Set(members.map((member) => Number(member.settings[key])))].toSorted((a, b) => a - b)
  return { at, line: () => lineThrough(placesAlong(xs, scale === 'log'), at) }
}

/** Those of the runs, and enough between them; on a logarithmic axis as far apart as they look there. */
function placesAlong(xs: readonly number[], isLog: boolean): number[] {
  const [from, to] = [xs.find((x) => !isLog || x > 0) ?? NaN, xs.at(-1) ?? NaN]
  const between = isLog
    ? evenly(Math.log(from), Math.log(to), PLACES).slice(1, -1).map(Math.exp)
    : evenly(from, to, PLACES)
  return [...new Set([...xs, ...between])].filter(Number.isFinite).toSorted((a, b) => a - b)
}

/** Through every run, the straight line of logarithms; null where they do not determine one. */
function powerLawOf(runs: Parameters<typeof fitOf>[1]): PowerLaw | null {
  const { parameters, runs: taken } = fitOf('power', runs)
  const [factor, exponent] = parameters
  if (factor === undefined || exponent === undefined) return null
  return { factor: factor.value, exponent: exponent.value, low: exponent.low, high: exponent.high, runs: taken.length }
}

function theoryNamed({ theory }: Curves | Profiles): string | null {
  return typeof theory === 'object' ? theory.label : (theory ?? null)
}

function noteOf(sweep: Sweep, picture: Curves | Profiles): string {
  const { experiment, steps, seeds, axes } = sweep
  const settings = axes.reduce((product, { values }) => product * values.length, 1)
  const theory = theoryNamed(picture)
  return [
    `${picture.label} of ${countText(settings, 'setting')} of ${experiment}, ${countText(steps, 'step')}, ${ofSeeds(sweep)}.`,
    seeds.length === 1 ? '' : ' Bars: from the least to the greatest.',
    theory === null ? '' : ` Dashed: ${theory}.`,
    picture.fit === undefined
      ? ''
      : ' Dotted: a power law by least squares of the logarithms of all runs; in brackets the 95 % interval of its exponent.',
  ].join('')
}

function countText(count: number, of: string): string {
  return `${count} ${count === 1 ? of : `${of}s`}`
}
