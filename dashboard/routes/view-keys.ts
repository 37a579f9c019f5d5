import type { Range } from '#dashboard/series/range.ts'
import type { View } from '#dashboard/view/view.svelte.ts'
import { isTyping } from '../parts/typing.ts'
import { stepAxis } from '#src/figures/axis.ts'
import { panned, zoomedAt, zoomOrNothing } from '../plots/gestures.ts'

const LINEAR = { forward: (x: number) => x, backward: (x: number) => x }

/** The keys that all pages with charts share. Answers whether the key was one of them. */
export function viewKey(event: KeyboardEvent, view: View, end: number): boolean {
  if (isTyping(event)) return false
  const axis = view.logX ? stepAxis : LINEAR
  const whole = { from: 0, to: end }
  const shown = view.range ?? whole
  const look = (range: Range) => {
    view.range = zoomOrNothing(range, whole)
  }
  const middle = view.cursor ?? axis.backward((axis.forward(shown.from) + axis.forward(shown.to)) / 2)
  switch (event.key) {
    case 'x':
      view.logX = !view.logX
      return true
    case 't':
      view.measureBy(view.by === 'step' ? 'time' : 'step')
      return true
    case 'f':
      view.range = null
      return true
    case '+':
    case '=':
      look(zoomedAt(shown, middle, 0.7, axis))
      return true
    case '-':
      look(zoomedAt(shown, middle, 1 / 0.7, axis))
      return true
    case 'ArrowLeft':
    case 'ArrowRight':
      if (view.range === null) return false
      look(panned(shown, event.key === 'ArrowLeft' ? -0.15 : 0.15, axis))
      return true
    default:
      return false
  }
}
