import { phaseDiagram, phaseDiagramRows, type FigureSize } from '#src/figures/phase-diagram.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import { unknownName, usageError } from '#src/vocabulary/index.ts'
import { experiments, type Experiment, type Family } from '#trainer/experiments/index.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { pngOf, type FigureFormat } from '../figures/written.ts'
import { openCurrentStore } from '../processes/open-current-store.ts'
import { say } from '../terminal.ts'
import { makeFamily } from './make-family.ts'
import { phaseDiagramOf } from './phase-diagram-of.ts'

interface Asked {
  readonly data: string
  readonly workers: number
  readonly seeds?: string
  /** Files, by what they are. */
  readonly outputs: ReadonlyMap<FigureFormat, string>
  readonly size: FigureSize
}

/** Draws the figure of an experiment that is a family, once the runs that it is made of are there. */
export async function drawFamily(id: string, { outputs, size, ...making }: Asked): Promise<void> {
  const { experiment, family } = familyNamed(id)
  const sweep = await makeFamily(experiment, family, making)
  const store = await openCurrentStore(making.data)
  try {
    const data = await phaseDiagramOf(store, sweep, family.picture)
    const figure = phaseDiagram(data, size)
    for (const [format, path] of outputs) {
      if (format === 'csv') writeWhole(path, [...phaseDiagramRows(data), ''].join('\n'))
      else if (format === 'png') writeWhole(path, await pngOf(svgOfFigure(figure), size.width))
      else writeWhole(path, svgOfFigure(figure))
      say(`Written to ${path}`)
    }
    say(figure.note)
  } finally {
    await store.close()
  }
}

function familyNamed(id: string): { readonly experiment: Experiment; readonly family: Family } {
  const ids = experiments.map((one) => one.id)
  const experiment = experiments.find((one) => one.id === id)
  if (experiment === undefined) throw unknownName('experiment', id, ids)
  if (experiment.family !== undefined) return { experiment, family: experiment.family }
  const families = experiments.filter((one) => one.family !== undefined).map((one) => one.id)
  throw usageError(
    `Experiment '${id}' has no figure of its own (${families.join(', ')} has); name series with --y, such as --runs 'experiment = "${id}"' --y train-loss`,
  )
}
