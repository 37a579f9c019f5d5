import type { Attachment } from 'svelte/attachments'
import { ink } from './ink.ts'

/** A run as a line over parallel axes: where it crosses each, from 0 below to 1 above, null where it does not. */
export interface ParallelLine {
  readonly places: readonly (number | null)[]
  readonly color: string
  readonly isPale: boolean
  readonly isStrong: boolean
  /** Axes at which it is open: later than its place. */
  readonly open: readonly number[]
}

/** What is to be drawn; the theme is read so that a change of it draws again. */
interface Shown {
  readonly lines: readonly ParallelLine[]
  readonly axes: number
  readonly brushes: readonly { readonly axis: number; readonly from: number; readonly to: number }[]
  readonly height: number
  readonly theme: string
}

interface ParallelGestures {
  /** Where the pointer is: between which axes, as a number with its share, and how high. */
  readonly point: (across: number | null, place: number) => void
  /** A drag along an axis, as it goes on and when it ends. */
  readonly brush: (axis: number, pressed: number, now: number) => void
}

/** In CSS pixels: room beside the outer axes, and above and below all. */
const SIDE = 40
const EDGE = 10

/** Parallel coordinates on a canvas, as sharp as the screen; a drag along an axis is a brush. */
export function parallelPicture(shown: () => Shown, gestures: ParallelGestures): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.setAttribute('role', 'img')
    let width = $state(canvas.clientWidth)
    const xOf = (axis: number, axes: number) => SIDE + (axis * (width - 2 * SIDE)) / Math.max(1, axes - 1)
    const yOf = (place: number, height: number) => EDGE + (1 - place) * (height - 2 * EDGE)
    $effect(() => {
      const { lines, axes, brushes, height, theme } = shown()
      void theme
      const ratio = devicePixelRatio
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
      const context = canvas.getContext('2d')
      if (context === null || width === 0) return
      context.scale(ratio, ratio)
      const order = (line: ParallelLine) => (line.isPale ? 0 : line.isStrong ? 2 : 1)
      for (const line of [...lines].sort((a, b) => order(a) - order(b))) drawLine(context, line, axes, height)
      drawAxes(context, axes, height)
      for (const { axis, from, to } of brushes) drawBrush(context, axis, from, to, axes, height)
    })
    function drawLine(context: CanvasRenderingContext2D, line: ParallelLine, axes: number, height: number) {
      context.strokeStyle = context.fillStyle = ink(line.color)
      context.globalAlpha = line.isPale ? 0.1 : line.isStrong ? 1 : 0.7
      context.lineWidth = line.isStrong ? 3 : 1.25
      context.beginPath()
      let isOpen = false
      line.places.forEach((place, axis) => {
        if (place === null) isOpen = false
        else if (isOpen) context.lineTo(xOf(axis, axes), yOf(place, height))
        else {
          context.moveTo(xOf(axis, axes), yOf(place, height))
          isOpen = true
        }
      })
      context.stroke()
      for (const axis of line.open) {
        const [x, y] = [xOf(axis, axes), yOf(line.places[axis] ?? 1, height)]
        context.beginPath()
        context.moveTo(x - 4, y + 3)
        context.lineTo(x, y - 4)
        context.lineTo(x + 4, y + 3)
        context.closePath()
        context.stroke()
      }
      context.globalAlpha = 1
    }
    function drawAxes(context: CanvasRenderingContext2D, axes: number, height: number) {
      context.strokeStyle = ink('var(--line-strong)')
      context.lineWidth = 1
      context.beginPath()
      for (let axis = 0; axis < axes; axis++) {
        context.moveTo(Math.round(xOf(axis, axes)) + 0.5, yOf(1, height))
        context.lineTo(Math.round(xOf(axis, axes)) + 0.5, yOf(0, height))
      }
      context.stroke()
    }
    function drawBrush(
      context: CanvasRenderingContext2D,
      axis: number,
      from: number,
      to: number,
      axes: number,
      height: number,
    ) {
      const [x, top, foot] = [xOf(axis, axes), yOf(to, height), yOf(from, height)]
      context.fillStyle = context.strokeStyle = ink('var(--accent)')
      context.globalAlpha = 0.25
      context.fillRect(x - 7, top, 14, foot - top)
      context.globalAlpha = 1
      context.lineWidth = 1.5
      context.strokeRect(x - 7, top - 1, 14, foot - top + 2)
    }
    const placeOf = ({ offsetX, offsetY }: PointerEvent) => {
      const { axes, height } = shown()
      const across = ((offsetX - SIDE) / Math.max(1, width - 2 * SIDE)) * Math.max(1, axes - 1)
      return { across, place: 1 - (offsetY - EDGE) / (height - 2 * EDGE) }
    }
    let pressed: { readonly pointer: number; readonly axis: number; readonly place: number } | null = null
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return
      const { across, place } = placeOf(event)
      const axis = Math.min(shown().axes - 1, Math.max(0, Math.round(across)))
      pressed = { pointer: event.pointerId, axis, place }
      canvas.setPointerCapture(event.pointerId)
    }
    const move = (event: PointerEvent) => {
      const { across, place } = placeOf(event)
      if (pressed?.pointer === event.pointerId) gestures.brush(pressed.axis, pressed.place, place)
      else gestures.point(across, place)
    }
    const up = (event: PointerEvent) => {
      if (pressed?.pointer !== event.pointerId) return
      if (event.type === 'pointerup') gestures.brush(pressed.axis, pressed.place, placeOf(event).place)
      pressed = null
    }
    const leave = () => gestures.point(null, 0)
    const resized = new ResizeObserver(() => (width = canvas.clientWidth))
    resized.observe(canvas)
    const listening = new AbortController()
    const { signal } = listening
    canvas.addEventListener('pointerdown', down, { signal })
    canvas.addEventListener('pointermove', move, { signal })
    for (const last of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
      canvas.addEventListener(last, up, { signal })
    canvas.addEventListener('pointerleave', leave, { signal })
    return () => {
      listening.abort()
      resized.disconnect()
    }
  }
}
