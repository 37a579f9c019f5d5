import type uPlot from 'uplot'
import { STILL } from './drag.ts'
import { panned, zoomedAt } from './gestures.ts'
import { measureOf, type Axis } from '#src/figures/measure.ts'
import type { Gestures, Scene } from './scene.ts'
import { zoomDrag } from './zoom-drag.ts'

/** Wheel with alt or ctrl zooms at the pointer; drag zooms, with shift or alt it pans; a click picks a place. */
export function pointerGestures(plot: uPlot, axis: Axis, shown: () => Scene | null, gestures: Gestures): () => void {
  const { over } = plot
  const xAt = ({ x }: Scene, { clientX }: MouseEvent) => {
    const { left, width } = over.getBoundingClientRect()
    return measureOf(x, axis).valueFromShare((clientX - left) / width)
  }
  const wheel = (event: WheelEvent) => {
    const scene = shown()
    if (scene === null || !(event.altKey || event.ctrlKey)) return
    event.preventDefault()
    gestures.zoom(zoomedAt(scene.x, xAt(scene, event), Math.exp(Math.sign(event.deltaY) * 0.18), axis))
  }
  let last: number | null = null
  const down = (event: PointerEvent) => {
    if (!(event.shiftKey || event.altKey) || event.button !== 0) return
    last = event.clientX
    over.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    const scene = shown()
    if (last === null || scene === null) return
    gestures.zoom(panned(scene.x, (last - event.clientX) / over.clientWidth, axis))
    last = event.clientX
  }
  const up = () => {
    last = null
  }
  let start: PointerEvent | null = null
  const press = (event: PointerEvent) => {
    start = event.shiftKey || event.altKey || event.button !== 0 ? null : event
  }
  const click = (event: MouseEvent) => {
    const scene = shown()
    if (scene === null || start === null) return
    if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL) return
    gestures.pick?.(event.detail > 1 ? null : { x: xAt(scene, event), left: event.clientX, top: event.clientY })
  }
  const leave = () => gestures.cursor(null, null)
  const listening = new AbortController()
  const { signal } = listening
  over.addEventListener('mouseleave', leave, { signal })
  over.addEventListener('wheel', wheel, { passive: false, signal })
  over.addEventListener('pointerdown', down, { signal })
  over.addEventListener('pointermove', move, { signal })
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
    over.addEventListener(end, up, { signal })
  over.addEventListener('pointerdown', press, { signal })
  over.addEventListener('click', click, { signal })
  zoomDrag(plot, axis, shown, gestures, signal)
  return () => listening.abort()
}
