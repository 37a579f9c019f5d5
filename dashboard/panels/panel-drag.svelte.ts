import type { Attachment } from 'svelte/attachments'

/** Where a panel that is dragged would come to stand: before another, or behind it. */
export interface Drop {
  readonly key: string
  readonly side: 'before' | 'behind'
}

/** So far a pointer goes before it drags, in CSS pixels: a click is none. */
const SLACK = 6
/** So near the edge of the screen the page scrolls along. */
const EDGE = 70

/** A panel on its way to another place, by pointer. Escape leaves everything as it was. */
export class PanelDrag {
  readonly #drop: (key: string, to: Drop) => void
  /** The panel that is dragged. */
  key = $state<string | null>(null)
  to = $state.raw<Drop | null>(null)

  constructor(drop: (key: string, to: Drop) => void) {
    this.#drop = drop
  }

  handle(key: string): Attachment<HTMLElement> {
    return (node) => {
      let began: PointerEvent | null = null
      let at = { x: 0, y: 0 }
      let frame = 0

      const scroll = () => {
        if (this.key !== key) return
        const by = at.y < EDGE ? at.y - EDGE : at.y > innerHeight - EDGE ? at.y - innerHeight + EDGE : 0
        if (by !== 0) scrollBy(0, by / 4)
        this.to = dropAt(at, key)
        frame = requestAnimationFrame(scroll)
      }
      const down = (event: PointerEvent) => {
        if (event.button !== 0) return
        began = event
        // A fast pointer is elsewhere at its first move.
        node.setPointerCapture(event.pointerId)
      }
      const move = (event: PointerEvent) => {
        if (began === null) return
        at = { x: event.clientX, y: event.clientY }
        if (this.key !== null) return
        if (Math.hypot(at.x - began.clientX, at.y - began.clientY) < SLACK) return
        this.key = key
        scroll()
      }
      const end = () => {
        began = null
        cancelAnimationFrame(frame)
        const [dragged, to] = [this.key, this.to]
        this.key = null
        this.to = null
        if (dragged === key && to !== null) this.#drop(key, to)
      }
      const cancel = () => {
        this.to = null
        end()
      }
      const escape = ({ key: pressed }: KeyboardEvent) => pressed === 'Escape' && this.key === key && cancel()
      node.style.touchAction = 'none'
      node.addEventListener('pointerdown', down)
      node.addEventListener('pointermove', move)
      node.addEventListener('pointerup', end)
      node.addEventListener('pointercancel', cancel)
      addEventListener('keydown', escape)
      return () => {
        cancelAnimationFrame(frame)
        node.removeEventListener('pointerdown', down)
        node.removeEventListener('pointermove', move)
        node.removeEventListener('pointerup', end)
        node.removeEventListener('pointercancel', cancel)
        removeEventListener('keydown', escape)
      }
    }
  }
}

/** The panel under the pointer, other than the one that is dragged, and on which half of it the pointer is. */
function dropAt({ x, y }: { x: number; y: number }, dragged: string): Drop | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const place = element.closest<HTMLElement>('[data-panel]')
    if (place === null) continue
    const key = place.dataset.panel!
    if (key === dragged) return null
    const { left, width } = place.getBoundingClientRect()
    return { key, side: x < left + width / 2 ? 'before' : 'behind' }
  }
  return null
}
