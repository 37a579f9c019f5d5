import type { FigureSize } from '#src/figures/phase-diagram.ts'
import { pictureFigure, pictureRows } from '#src/figures/picture.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { pngOf, type FigureFormat } from '../figures/written.ts'
import { openCurrentStore } from '../processes/open-current-store.ts'
import { knownExperiments } from '../own-experiments.ts'
import { say } from '../terminal.ts'
import { familyNamed } from './family-sweep.ts'
import { makeFamily } from './make-family.ts'
import { memberReadings } from './member-readings.ts'
import { pictureOf } from './picture-of.ts'

interface Asked {
  readonly data: string
  readonly workers: number
  readonly seeds?: string
  /** Folders of a person's own experiments. */
  readonly experiments: readonly string[]
  /** Files, by what they are. */
  readonly outputs: ReadonlyMap<FigureFormat, string>
  readonly size: FigureSize
}

/** Draws the figure of an experiment that is a family, once the runs that it is made of are there. */
export async function drawFamily(id: string, { outputs, size, experiments, ...making }: Asked): Promise<void> {
  const { experiment, family } = familyNamed(id, await knownExperiments(experiments, id))
  const sweep = await makeFamily(experiment, family, making)
  const store = await openCurrentStore(making.data)
  try {
    const data = await pictureOf(sweep, family.picture, await memberReadings(store, sweep, family.picture))
    const figure = pictureFigure(data, size)
    for (const [format, path] of outputs) {
      if (format === 'csv') writeWhole(path, [...pictureRows(data), ''].join('\n'))
      else if (format === 'png') writeWhole(path, await pngOf(svgOfFigure(figure), size.width))
      else writeWhole(path, svgOfFigure(figure))
      say(`Written to ${path}`)
    }
    say(figure.note)
  } finally {
    await store.close()
  }
}
