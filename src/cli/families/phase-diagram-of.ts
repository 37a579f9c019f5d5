import { mean } from '#src/statistics/moments.ts'
import type { ParameterValue, PhaseDiagramData, Places } from '#src/vocabulary/index.ts'
import type { PhaseDiagram } from '#trainer/experiments/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'
import type { MemberReadings } from './member-readings.ts'
import { evenly, lineThrough, ofSeeds, placeOf, valuesOf } from './places.ts'

/** Places of a line of theory on the y axis. */
const PLACES = 33

/** The numbers of the runs of a family, over two of its settings; over seeds their mean. */
export async function phaseDiagramOf(
  sweep: Sweep,
  picture: PhaseDiagram,
  readings: MemberReadings,
): Promise<PhaseDiagramData> {
  const { x, y, panels: panelsBy = null, label, level, falls = false, phases, theory } = picture
  const [xs, ys] = [x, y].map(({ key }) =>
    valuesOf(sweep, key)
      .map(Number)
      .toSorted((a, b) => a - b),
  ) as [number[], number[]]
  const members = membersOf(sweep)
  const places = Map.groupBy(members, ({ settings }) =>
    placeOf(panelsBy === null ? undefined : settings[panelsBy], settings[x.key], settings[y.key]),
  )
  const at = (panel: ParameterValue | null, xAt: number, yAt: number) => {
    const there = (places.get(placeOf(panel ?? undefined, xAt, yAt)) ?? []).flatMap(({ id }) => readings.get(id) ?? [])
    return there.length === 0 ? null : mean(there.map(({ y }) => y))
  }
  const panels: PhaseDiagramData['panels'][number][] = []
  for (const panel of panelsBy === null ? [null] : valuesOf(sweep, panelsBy)) {
    panels.push({
      title: panel === null ? '' : String(panel),
      ...{ xs, ys, theory: await lineOf(theory, panel, ys, sweep.steps) },
      values: ys.flatMap((yAt) => xs.map((xAt) => at(panel, xAt, yAt))),
    })
  }
  const note =
    `${label} of ${places.size} settings of ${sweep.experiment}, ${sweep.steps} steps, ${ofSeeds(sweep)}. Dots: ${label} = ${level}, ` +
    `between two runs by the straight line of the logarithm. Dashed: ${theory.label}.`
  return { kind: 'phase-diagram', x, y, panelsBy, label, level, falls, phases, theory: theory.label, panels, note }
}

async function lineOf(
  { at }: PhaseDiagram['theory'],
  panel: ParameterValue | null,
  ys: readonly number[],
  steps: number,
): Promise<Places> {
  const places = evenly(ys[0] ?? 0, ys.at(-1) ?? 0, PLACES)
  const { x: y, y: x } = await lineThrough(places, (place) => at(panel, place, steps))
  return { x, y }
}
