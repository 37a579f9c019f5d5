import { readNumber, seriesOf } from '#src/claims/index.ts'
import type { PhaseDiagramData } from '#src/figures/phase-diagram.ts'
import type { PlacesOnPlane } from '#src/figures/crossings.ts'
import type { Store } from '#src/store/index.ts'
import type { Claimed, ParameterValue, RunId } from '#src/vocabulary/index.ts'
import type { PhaseDiagram } from '#trainer/experiments/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'

/** Places of a line of theory on the y axis. */
const PLACES = 33

/** The numbers of the runs of a family, over its settings; over seeds their mean. */
export async function phaseDiagramOf(store: Store, sweep: Sweep, picture: PhaseDiagram): Promise<PhaseDiagramData> {
  const { x, y, panels: panelsBy, of, label, level, phases, theory } = picture
  const valuesOf = (key: string) => sweep.axes.find((axis) => axis.key === key)?.values ?? []
  const [xs, ys] = [x, y].map(({ key }) =>
    valuesOf(key)
      .map(Number)
      .toSorted((a, b) => a - b),
  ) as [number[], number[]]
  const numbers = new Map<string, number[]>()
  for (const { id, settings } of membersOf(sweep)) {
    const place = placeOf(settings[panelsBy], settings[x.key], settings[y.key])
    numbers.set(place, [...(numbers.get(place) ?? []), await numberOf(store, id, of, sweep.steps)])
  }
  const panels = valuesOf(panelsBy).map((panel) => ({
    title: String(panel),
    ...{ xs, ys, theory: lineOf(theory, panel, ys, sweep.steps) },
    values: ys.flatMap((yAt) => xs.map((xAt) => meanOf(numbers.get(placeOf(panel, xAt, yAt)) ?? []))),
  }))
  const seeds = sweep.seeds.length === 1 ? `seed ${sweep.seeds[0]}` : `the mean over ${sweep.seeds.length} seeds`
  const note =
    `${label} of ${numbers.size} settings of ${sweep.experiment}, ${sweep.steps} steps, ${seeds}. Dots: ${label} = ${level}, ` +
    `between two runs by the straight line of the logarithm. Dashed: ${theory.label}.`
  return { x, y, panelsBy, label, level, phases, theory: theory.label, panels, note }
}

function placeOf(...values: readonly (ParameterValue | undefined)[]): string {
  return JSON.stringify(values)
}

/** The number of a run of so many steps; NaN where it has none. */
async function numberOf(store: Store, run: RunId, of: Claimed, steps: number): Promise<number> {
  const read = new Map<string, { readonly steps: number[]; readonly values: number[] }>()
  for (const name of seriesOf(of)) {
    const points = { steps: [] as number[], values: [] as number[] }
    for await (const column of store.columns(run, name)) {
      points.steps.push(...column.steps)
      points.values.push(...column.values)
    }
    read.set(name, points)
  }
  return readNumber(of, { points: (name) => read.get(name) ?? null, reached: steps }, steps).value ?? NaN
}

function lineOf(
  theory: PhaseDiagram['theory'],
  panel: ParameterValue,
  ys: readonly number[],
  steps: number,
): PlacesOnPlane {
  const [from, to] = [ys[0] ?? 0, ys.at(-1) ?? 0]
  const places = Array.from({ length: PLACES }, (_, i) => from + ((to - from) * i) / (PLACES - 1))
  const found = places.flatMap((y) => {
    const x = theory.at(panel, y, steps)
    return x === null ? [] : [[x, y] as const]
  })
  return { x: found.map(([x]) => x), y: found.map(([, y]) => y) }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
