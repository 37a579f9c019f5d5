import type { Attachment } from 'svelte/attachments'
import { measureOf, type Axis } from '#src/figures/measure.ts'
import type { Range } from '#dashboard/series/range.ts'

/**
 * Makes the axis beneath a plot a handle: pressed or dragged, by pointer or finger, it says which place it is at. What goes on
 * over the plot itself is left alone.
 */
export function scrub(
  axis: () => { readonly x: Range; readonly axis: Axis },
  moved: (x: number) => void,
): Attachment<HTMLElement> {
  return (node) => {
    let pointer: number | null = null
    const say = ({ clientX }: PointerEvent) => {
      const over = node.querySelector('.u-over')
      if (over === null) return
      const { left, width } = over.getBoundingClientRect()
      const now = axis()
      const share = Math.min(1, Math.max(0, (clientX - left) / width))
      moved(measureOf(now.x, now.axis).valueFromShare(share))
    }
    const isOnAxis = ({ clientY }: PointerEvent) => {
      const over = node.querySelector('.u-over')
      return over !== null && clientY >= over.getBoundingClientRect().bottom
    }
    const press = (event: PointerEvent) => {
      if (event.button !== 0 || !isOnAxis(event)) return
      pointer = event.pointerId
      node.setPointerCapture(pointer)
      event.preventDefault()
      say(event)
    }
    const move = (event: PointerEvent) => {
      if (event.pointerId === pointer) say(event)
      else node.style.cursor = isOnAxis(event) ? 'ew-resize' : ''
    }
    const end = (event: PointerEvent) => {
      if (event.pointerId === pointer) pointer = null
    }
    const listening = new AbortController()
    const { signal } = listening
    node.addEventListener('pointerdown', press, { signal })
    node.addEventListener('pointermove', move, { signal })
    for (const last of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
      node.addEventListener(last, end, { signal })
    return () => listening.abort()
  }
}
