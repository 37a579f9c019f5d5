import type { ParameterValue, PhaseDiagramData, Places } from '#src/vocabulary/index.ts'
import type { PhaseDiagram } from '#trainer/experiments/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'
import type { MemberNumbers } from './member-numbers.ts'
import { meanOf, ofSeeds, placeOf, valuesOf } from './places.ts'

/** Places of a line of theory on the y axis. */
const PLACES = 33

/** The numbers of the runs of a family, over two of its settings; over seeds their mean. */
export function phaseDiagramOf(sweep: Sweep, picture: PhaseDiagram, numbers: MemberNumbers): PhaseDiagramData {
  const { x, y, panels: panelsBy, label, level, phases, theory } = picture
  const [xs, ys] = [x, y].map(({ key }) =>
    valuesOf(sweep, key)
      .map(Number)
      .toSorted((a, b) => a - b),
  ) as [number[], number[]]
  const members = membersOf(sweep)
  const places = Map.groupBy(members, ({ settings }) => placeOf(settings[panelsBy], settings[x.key], settings[y.key]))
  const at = (panel: ParameterValue, xAt: number, yAt: number) =>
    meanOf((places.get(placeOf(panel, xAt, yAt)) ?? []).flatMap(({ id }) => numbers.get(id) ?? []))
  const panels = valuesOf(sweep, panelsBy).map((panel) => ({
    title: String(panel),
    ...{ xs, ys, theory: lineOf(theory, panel, ys, sweep.steps) },
    values: ys.flatMap((yAt) => xs.map((xAt) => at(panel, xAt, yAt))),
  }))
  const note =
    `${label} of ${places.size} settings of ${sweep.experiment}, ${sweep.steps} steps, ${ofSeeds(sweep)}. Dots: ${label} = ${level}, ` +
    `between two runs by the straight line of the logarithm. Dashed: ${theory.label}.`
  return { kind: 'phase-diagram', x, y, panelsBy, label, level, phases, theory: theory.label, panels, note }
}

function lineOf(theory: PhaseDiagram['theory'], panel: ParameterValue, ys: readonly number[], steps: number): Places {
  const [from, to] = [ys[0] ?? 0, ys.at(-1) ?? 0]
  const places = Array.from({ length: PLACES }, (_, i) => from + ((to - from) * i) / (PLACES - 1))
  const found = places.flatMap((y) => {
    const x = theory.at(panel, y, steps)
    return x === null ? [] : [[x, y] as const]
  })
  return { x: found.map(([x]) => x), y: found.map(([, y]) => y) }
}
