import { fitOf } from '#src/statistics/fits/models.ts'
import { mean } from '#src/statistics/moments.ts'
import { lawOverSeeds } from '#src/statistics/scaling/law-over-seeds.ts'
import type { CurvePoint, CurvesData, ParameterValue, PictureCurve, PowerLaw, RunId } from '#src/vocabulary/index.ts'
import type { Curves, Profiles } from '#trainer/experiments/index.ts'
import { membersOf, type Member, type Sweep } from '#trainer/sweeps/index.ts'
import type { MemberReadings } from './member-readings.ts'
import { ofSeeds, placeOf, valuesOf } from './places.ts'
import { declaredTheory, ownTheory, type Placed } from './theory-of-curve.ts'

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
    curveOf(sweep, value, places.get(placeOf(panel ?? undefined, value ?? undefined)) ?? [], picture, readings)
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

async function curveOf(
  sweep: Sweep,
  value: ParameterValue | null,
  members: readonly Member[],
  picture: Curves | Profiles,
  readings: MemberReadings,
): Promise<PictureCurve> {
  const { key } = picture.x
  const seeds = new Map(members.map(({ id, seed }) => [id, seed]))
  const placed = members.flatMap(({ id, settings }) =>
    (readings.get(id) ?? []).map((one): Placed => ({ ...one, run: id, x: one.x ?? Number(settings[key]) })),
  )
  const theory = picture.kind === 'profiles' ? ownTheory(placed) : declaredTheory(sweep, picture, members)
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
    fit: fitOfCurve(picture.fit, placed, seeds),
  }
}

function pointOf(x: number, values: readonly number[], theory: number | null): CurvePoint {
  return {
    ...{ x, value: mean(values), runs: values.length, theory },
    low: Math.min(...values),
    high: Math.max(...values),
  }
}

function fitOfCurve(fit: Curves['fit'], runs: readonly Placed[], seeds: ReadonlyMap<RunId, number>): PowerLaw | null {
  if (fit === undefined) return null
  return fit === 'power-law' ? powerLawOf(runs) : scalingLawOf(runs, seeds)
}

/** Of the bootstrap over seeds, for the same interval at every look. */
const DRAWN = { seed: 0, resamples: 1000, coverage: 0.95 }

/** Through the mean of each place; null where the runs do not determine one. */
function scalingLawOf(runs: readonly Placed[], seeds: ReadonlyMap<RunId, number>): PowerLaw | null {
  const values = runs.map(({ run, x, y }) => ({ seed: seeds.get(run)!, size: x, value: y }))
  const found = lawOverSeeds(values, 'free', DRAWN)
  if (found === null) return null
  const { law, exponent, asymptote } = found
  return {
    asymptote: { value: law.asymptote, ...asymptote },
    factor: law.factor,
    ...{ exponent: -law.exponent, low: -exponent.high, high: -exponent.low },
    runs: runs.length,
  }
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
    picture.fit === undefined ? '' : fitText(picture.fit),
  ].join('')
}

function fitText(fit: NonNullable<Curves['fit']>): string {
  return fit === 'power-law'
    ? ' Dotted: a power law by least squares of the logarithms of all runs; in brackets the 95 % interval of its exponent.'
    : ' Dotted: a power above an asymptote through the means of places, by least squares of shares; in brackets 95 % intervals by the bootstrap over seeds.'
}

function countText(count: number, of: string): string {
  return `${count} ${count === 1 ? of : `${of}s`}`
}
