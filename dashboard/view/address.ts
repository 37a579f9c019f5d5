import type { Range } from '#dashboard/series/range.ts'
import { zoomOf } from './zoom.ts'

export type Twin = 'alone' | 'beside' | 'difference'

/** What of a view is kept in the page's address, so that a link shows what its sender saw. */
export interface ViewAddress {
  readonly logX: boolean
  readonly by: 'step' | 'time'
  readonly range: Range | null
  /** The step that everything shows; null where it shows the latest. */
  readonly pinned: number | null
  /** Panels whose value axis is not on its declared scale. */
  readonly flippedY: readonly string[]
  /** Whether a branch is drawn alone, beside the run that it left, or as the difference to it. */
  readonly twin: Twin
  /** Whether 0 is in the middle of the axis of a difference. */
  readonly symmetric: boolean
}

export function viewFromParams(params: URLSearchParams): ViewAddress {
  const [from = NaN, to = NaN] = params.get('zoom')?.split('~').map(Number) ?? []
  return {
    logX: params.get('log') === 'x',
    by: params.get('x') === 'time' ? 'time' : 'step',
    range: zoomOf({ from, to }, isSigned(params) ? -Infinity : 0),
    pinned: isSigned(params) ? placeFrom(params.get('at')) : stepFrom(params.get('at')),
    flippedY: params.get('y')?.split(',').filter(Boolean) ?? [],
    twin: TWINS.find((twin) => twin === params.get('twin')) ?? 'alone',
    symmetric: params.get('zero') === 'middle',
  }
}

/** Whether x is what may be below 0: steps after an event, or another series. */
function isSigned(params: URLSearchParams): boolean {
  return /^(event|series):/.test(params.get('clock') ?? '')
}

/** The parameters with the view's own replaced; what is as it starts is not written. */
export function paramsFromView(params: URLSearchParams, view: ViewAddress): URLSearchParams {
  const { logX, by, range, pinned, flippedY, twin, symmetric } = view
  const next = new URLSearchParams(params)
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
  put('log', logX ? 'x' : null)
  put('x', by === 'time' ? 'time' : null)
  put('zoom', range === null ? null : `${range.from}~${range.to}`)
  put('at', pinned === null ? null : String(pinned))
  put('y', flippedY.length === 0 ? null : flippedY.join(','))
  put('twin', twin === 'alone' ? null : twin)
  put('zero', symmetric ? 'middle' : null)
  return next
}

/** The next way to hold a branch against its twin. */
export function nextTwin(twin: Twin): Twin {
  return TWINS[(TWINS.indexOf(twin) + 1) % TWINS.length]!
}

const TWINS = ['alone', 'beside', 'difference'] as const satisfies readonly Twin[]

/** A number of either sign, or null where a text is none. */
function placeFrom(text: string | null): number | null {
  const place = text === null || text.trim() === '' ? NaN : Number(text)
  return Number.isFinite(place) ? place : null
}

/** A whole step, or null where a text is none. */
export function stepFrom(text: string | null): number | null {
  const step = text === null || text.trim() === '' ? NaN : Number(text.replaceAll(',', ''))
  return Number.isSafeInteger(step) && step >= 0 ? step : null
}
