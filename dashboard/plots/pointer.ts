import type uPlot from 'uplot'
import type { Gestures, Scene } from './scene.ts'
import { panned, zoomedAt, type Axis } from './gestures.ts'

/** A pointer that moved less, in CSS pixels, did not drag. */
const STILL = 4

/** Wheel with alt or ctrl zooms at the pointer; drag with shift or alt pans; a click picks a place. */
export function pointerGestures(plot: uPlot, axis: Axis, shown: () => Scene | null, gestures: Gestures): () => void {
  const wheel = (event: WheelEvent) => {
    const scene = shown()
    if (scene === null || !(event.altKey || event.ctrlKey)) return
    event.preventDefault()
    const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x')
    gestures.zoom(zoomedAt(scene.x, at, Math.exp(Math.sign(event.deltaY) * 0.18), axis))
  }
  let last: number | null = null
  const down = (event: PointerEvent) => {
    if (!(event.shiftKey || event.altKey) || event.button !== 0) return
    last = event.clientX
    plot.over.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    const scene = shown()
    if (last === null || scene === null) return
    gestures.zoom(panned(scene.x, (last - event.clientX) / plot.over.clientWidth, axis))
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
    if (shown() === null || start === null) return
    if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL) return
    const x = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x')
    gestures.pick?.(event.detail > 1 ? null : { x, left: event.clientX, top: event.clientY })
  }
  const leave = () => gestures.cursor(null, null)
  plot.over.addEventListener('mouseleave', leave)
  plot.over.addEventListener('wheel', wheel, { passive: false })
  plot.over.addEventListener('pointerdown', down)
  plot.over.addEventListener('pointermove', move)
  plot.over.addEventListener('pointerup', up)
  plot.over.addEventListener('pointerdown', press)
  plot.over.addEventListener('click', click)
  return () => {
    plot.over.removeEventListener('mouseleave', leave)
    plot.over.removeEventListener('wheel', wheel)
    plot.over.removeEventListener('pointerdown', down)
    plot.over.removeEventListener('pointermove', move)
    plot.over.removeEventListener('pointerup', up)
    plot.over.removeEventListener('pointerdown', press)
    plot.over.removeEventListener('click', click)
  }
}
