import type { Attachment } from 'svelte/attachments'
import type { Range } from '#dashboard/series/range.ts'
import { moved } from './keyboard.ts'
import { measureOf, type Axis } from '#src/figures/measure.ts'
import type { Gestures } from './scene.ts'

/** What a chart is to whoever does not see it, or has no pointer. */
export interface Reading {
  readonly name: string
  readonly x: Range
  readonly axis: Axis
  /** Whether places on the x axis are whole numbers: steps. */
  readonly whole: boolean
  /** Where it is read; null for its latest values. */
  readonly cursor: number | null
  /** What it says there. */
  readonly text: () => string
}

/**
 * Makes a chart one that can be heard and gone through by keys: its canvas has a name, and its plot is a slider over the x
 * axis that says the values where it stands. Enter does what a click there does.
 */
export function readable(
  chart: Attachment<HTMLElement>,
  reading: () => Reading,
  gestures: Pick<Gestures, 'cursor' | 'pick'> | null,
): Attachment<HTMLElement> {
  return (node) => {
    const undo = chart(node)
    const canvas = node.querySelector('canvas')
    const over = node.querySelector<HTMLElement>('.u-over')
    if (canvas === null || over === null) return undo
    canvas.setAttribute('role', 'img')
    $effect(() => canvas.setAttribute('aria-label', `Chart of ${reading().name}`))
    const ended = gestures === null ? null : slider(over, reading, gestures)
    return () => {
      ended?.()
      undo?.()
    }
  }
}

function slider(over: HTMLElement, reading: () => Reading, gestures: Pick<Gestures, 'cursor' | 'pick'>): () => void {
  let focused = $state(false)
  over.tabIndex = 0
  over.setAttribute('role', 'slider')
  $effect(() => {
    const { name, x, cursor } = reading()
    const now = Math.min(x.to, Math.max(x.from, cursor ?? x.to))
    const values = { label: `Place on the chart of ${name}`, valuemin: x.from, valuemax: x.to, valuenow: now }
    for (const [key, value] of Object.entries(values)) over.setAttribute(`aria-${key}`, String(value))
  })
  $effect(() => {
    // A page has many charts under one cursor: only the one that is listened to has to speak.
    if (focused) over.setAttribute('aria-valuetext', reading().text())
    else over.removeAttribute('aria-valuetext')
  })
  const listening = new AbortController()
  const { signal } = listening
  over.addEventListener('focus', () => (focused = true), { signal })
  over.addEventListener(
    'blur',
    () => {
      focused = false
      gestures.cursor(null, null)
    },
    { signal },
  )
  over.addEventListener(
    'keydown',
    (event) => {
      const { x, axis, cursor } = reading()
      if (event.key === 'Enter' && cursor !== null) {
        const { left, top, width } = over.getBoundingClientRect()
        gestures.pick?.({ x: cursor, left: left + measureOf(x, axis).shareFromValue(cursor) * width, top: top + 24 })
      } else {
        const next = moved(event, reading())
        if (next === undefined) return
        gestures.cursor(next, null)
      }
      // The same keys pan the page's zoom.
      event.preventDefault()
      event.stopPropagation()
    },
    { signal },
  )
  return () => listening.abort()
}
