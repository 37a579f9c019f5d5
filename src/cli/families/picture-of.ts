import type { PictureData } from '#src/vocabulary/index.ts'
import type { Family } from '#trainer/experiments/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'
import { curvesOf } from './curves-of.ts'
import type { MemberNumbers } from './member-numbers.ts'
import { phaseDiagramOf } from './phase-diagram-of.ts'

/** What the runs of a family come to so far, as the picture that it declares. */
export function pictureOf(sweep: Sweep, picture: Family['picture'], numbers: MemberNumbers): PictureData {
  return picture.kind === 'curves' ? curvesOf(sweep, picture, numbers) : phaseDiagramOf(sweep, picture, numbers)
}
