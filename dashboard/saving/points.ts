import type { FigurePanel } from '#src/figures/figure.ts'
import type { PointFacet } from '#dashboard/series/tables.ts'
import { savedFrame, type FrameDrawn } from './frame.ts'
import { paperColor } from './paper-color.ts'
import type { Saved } from './saved.ts'

/** Around the plot of a figure, in points. */
const BESIDE = 52
const ABOVE_AND_BELOW = 44
const SIDE = 130
const ACROSS = 4

interface Drawn {
  readonly facets: readonly PointFacet[]
  /** How far all pictures reach from the middle. */
  readonly reach: number
  readonly titleOf: (facet: PointFacet) => string
  readonly color: string
  readonly path: 'open' | 'closed' | null
}

/** Labeled points in a plane, a square picture for each facet. */
export function savedPoints(drawn: FrameDrawn, { facets, reach, titleOf, color, path }: Drawn): Saved {
  const ink = paperColor(color)
  const axis = { label: '', scale: 'linear', from: -reach, to: reach } as const
  const panels = facets.map((facet): FigurePanel => {
    const [x, y] = [facet.points.map((point) => point.x), facet.points.map((point) => point.y)]
    const close = path === 'closed' ? [0] : []
    const joined = { x: [...x, ...close.map((i) => x[i]!)], y: [...y, ...close.map((i) => y[i]!)] }
    return {
      title: titleOf(facet) || drawn.title,
      x: axis,
      y: axis,
      layers: [
        ...(path === null || x.length === 0
          ? []
          : [{ kind: 'line', ...joined, color: ink, opacity: 0.45, width: 0.6 } as const]),
        { kind: 'dots', x, y, color: ink, radius: 1.5 },
      ],
    }
  })
  const columns = Math.min(ACROSS, Math.max(1, panels.length))
  return savedFrame(drawn, panels, { width: columns * (BESIDE + SIDE), height: ABOVE_AND_BELOW + SIDE, columns })
}
