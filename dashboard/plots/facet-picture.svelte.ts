import type { Attachment } from 'svelte/attachments'
import type { PointFacet } from '#dashboard/series/tables.ts'
import { drawFacets, facetBoxes, placeIn, type FacetLook } from './draw-facets.ts'

/** What is to be drawn; the theme is read so that a change of it draws again. */
interface Shown {
  readonly facets: readonly PointFacet[]
  readonly look: FacetLook
  readonly height: number
  readonly theme: string
}

export interface PointedPoint {
  readonly facet: number
  readonly label: number
}

/** As near as the pointer has to come to a point, in CSS pixels. */
const NEAR = 24

/** Pictures of points on one canvas, as sharp as the screen, drawn again when its box changes. */
export function facetPicture(
  shown: () => Shown,
  pointed: (point: PointedPoint | null) => void,
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.setAttribute('role', 'img')
    let width = $state(canvas.clientWidth)
    const boxes = () => {
      const { facets, height } = shown()
      return facetBoxes(facets.length, width, height, facets.length > 1)
    }
    $effect(() => {
      const { facets, look, height, theme } = shown()
      void theme
      const ratio = devicePixelRatio
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
      const context = canvas.getContext('2d')
      if (context === null || width === 0) return
      context.scale(ratio, ratio)
      drawFacets(context, facets, boxes(), look)
    })
    const resized = new ResizeObserver(() => (width = canvas.clientWidth))
    resized.observe(canvas)
    const move = ({ offsetX, offsetY }: PointerEvent) => {
      const { facets, look } = shown()
      pointed(nearest(facets, boxes(), look.reach, offsetX, offsetY))
    }
    const leave = () => pointed(null)
    const listening = new AbortController()
    const { signal } = listening
    canvas.addEventListener('pointermove', move, { signal })
    canvas.addEventListener('pointerdown', move, { signal })
    canvas.addEventListener('pointerleave', leave, { signal })
    return () => {
      listening.abort()
      resized.disconnect()
    }
  }
}

function nearest(
  facets: readonly PointFacet[],
  boxes: ReturnType<typeof facetBoxes>,
  reach: number,
  x: number,
  y: number,
): PointedPoint | null {
  let best: PointedPoint | null = null
  let least = NEAR
  facets.forEach(({ facet, points }, i) => {
    for (const point of points) {
      const { left, top } = placeIn(boxes[i]!, reach, point)
      const distance = Math.hypot(left - x, top - y)
      if (distance < least) [best, least] = [{ facet, label: point.label }, distance]
    }
  })
  return best
}
