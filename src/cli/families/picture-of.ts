import type { PictureData } from '#src/vocabulary/index.ts'
import type { Picture } from '#trainer/experiments/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'
import { curvesOf } from './curves-of.ts'
import type { MemberReadings } from './member-readings.ts'
import { phaseMapOf } from './phase-map-of.ts'
import { phaseDiagramOf } from './phase-diagram-of.ts'

/** What the runs of a family come to so far, as the picture that it declares. */
export function pictureOf(sweep: Sweep, picture: Picture, readings: MemberReadings): Promise<PictureData> {
  if (picture.kind === 'phase-map') return Promise.resolve(phaseMapOf(sweep, picture, readings))
  return picture.kind === 'phase-diagram'
    ? phaseDiagramOf(sweep, picture, readings)
    : curvesOf(sweep, picture, readings)
}
