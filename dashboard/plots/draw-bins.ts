import type { Bin } from '#dashboard/series/tables.ts'
import type { Area } from './draw-lines.ts'

/** How much lies in a bin for each unit of its width, so that bins of any width compare. */
export function densityOf({ from, to, share }: Bin): number {
  return share / (to - from)
}

/**
 * The outline of a histogram upon a base line, closed along it: `heightOf` says how many device pixels a density is high. Bins
 * that are beside the axis, or not finite, are left out.
 */
export function outlineOf(
  bins: readonly Bin[],
  area: Pick<Area, 'pixelFromX' | 'left' | 'width'>,
  base: number,
  heightOf: (density: number) => number,
): { readonly outline: Path2D; readonly filled: Path2D } {
  const outline = new Path2D()
  const filled = new Path2D()
  let open = false
  for (const bin of bins) {
    const [from, to] = [area.pixelFromX(bin.from), area.pixelFromX(bin.to)]
    const left = Number.isFinite(from) ? from : area.left
    const top = base - heightOf(densityOf(bin))
    if (!Number.isFinite(top) || !Number.isFinite(to)) continue
    if (open) outline.lineTo(left, top)
    else outline.moveTo(left, base)
    outline.lineTo(left, top)
    outline.lineTo(to, top)
    filled.rect(left, top, to - left, base - top)
    open = true
  }
  const end = bins.at(-1)
  if (open && end !== undefined) outline.lineTo(area.pixelFromX(end.to), base)
  return { outline, filled }
}
