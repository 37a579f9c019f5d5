import type uPlot from 'uplot'
import { draggedOver, type Drag } from './drag.ts'
import { measureOf, type Axis } from '#src/figures/measure.ts'
import type { Gestures, Scene } from './scene.ts'

/**
 * A drag with the plain button selects what it goes over, wherever it leaves the plot and wherever it ends: the pointer
 * is captured, and what lies beyond the plot counts as its edge. Where it began is kept as a value, since a run that goes
 * on moves its axis meanwhile. `signal` ends the listening.
 */
export function zoomDrag(
  plot: uPlot,
  axis: Axis,
  shown: () => Scene | null,
  gestures: Pick<Gestures, 'zoom' | 'select'>,
  signal: AbortSignal,
): void {
  const { over } = plot
  /** The pointer that drags, and the place where it was pressed. */
  let began: { readonly pointer: number; readonly x: number } | null = null
  /** Where it was seen last. */
  let at = 0
  const shareOf = (clientX: number) => {
    const { left, width } = over.getBoundingClientRect()
    return (clientX - left) / width
  }
  const drag = (scene: Scene): Drag => {
    const length = over.clientWidth
    const start = measureOf(scene.x, axis).shareFromValue(began!.x) * length
    return { start, at: shareOf(at) * length, length }
  }
  const show = () => {
    const scene = shown()
    const dragged = began === null || scene === null ? null : draggedOver(drag(scene))
    const { from, to } = dragged ?? { from: 0, to: 0 }
    plot.setSelect({ left: from, top: 0, width: to - from, height: dragged === null ? 0 : over.clientHeight }, false)
  }
  const press = (event: PointerEvent) => {
    const scene = shown()
    // A finger scrolls.
    if (scene === null || event.button !== 0 || event.shiftKey || event.altKey || event.pointerType === 'touch') return
    at = event.clientX
    began = { pointer: event.pointerId, x: measureOf(scene.x, axis).valueFromShare(shareOf(at)) }
    over.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    if (event.pointerId !== began?.pointer) return
    at = event.clientX
    show()
  }
  /** A drag that the system ends selects what it went over until then. */
  const end = (event: PointerEvent) => {
    const scene = shown()
    if (event.pointerId !== began?.pointer) return
    if (event.type === 'pointerup') at = event.clientX
    const stretch = scene === null ? null : draggedOver(drag(scene))
    began = null
    show()
    if (stretch === null || scene === null) return
    const { valueFromShare } = measureOf(scene.x, axis)
    const [from, to] = [stretch.from, stretch.to].map((pixel) => valueFromShare(pixel / over.clientWidth))
    const selected = { from: Math.max(axis.least ?? 0, from!), to: to! }
    if (gestures.select === undefined) gestures.zoom(selected)
    else gestures.select(selected)
  }
  over.addEventListener('pointerdown', press, { signal })
  over.addEventListener('pointermove', move, { signal })
  for (const last of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
    over.addEventListener(last, end, { signal })
}
