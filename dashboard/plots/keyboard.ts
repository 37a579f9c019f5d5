import type { Range } from '#dashboard/series/range.ts'
import type { Axis } from '#src/figures/measure.ts'

/** A key as it is pressed, and where a chart is read. */
type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>
interface Place {
  readonly x: Range
  readonly axis: Axis
  readonly whole: boolean
  readonly cursor: number | null
}

/**
 * Where a key moves the place at which a chart is read: a hundredth of what is shown, with Shift a tenth, at least a step;
 * Home and End to its ends, Escape back to the latest (null). Undefined where the key is none of these.
 */
export function moved({ key, shiftKey, ctrlKey, metaKey, altKey }: Key, place: Place): number | null | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  const { x, axis, whole, cursor } = place
  if (key === 'Home') return x.from
  if (key === 'End') return x.to
  if (key === 'Escape') return cursor === null ? undefined : null
  const sign = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (sign === undefined) return undefined
  const at = Math.min(x.to, Math.max(x.from, cursor ?? x.to))
  const share = (axis.forward(x.to) - axis.forward(x.from)) * (shiftKey ? 0.1 : 0.01)
  const next = axis.backward(axis.forward(at) + sign * share)
  const inWhole =
    !whole || x.to - x.from < 2 ? next : Math.abs(next - at) < 1 ? Math.round(at) + sign : Math.round(next)
  return Math.min(x.to, Math.max(x.from, inWhole))
}
