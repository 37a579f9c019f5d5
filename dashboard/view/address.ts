import type { Range } from '#dashboard/series/range.ts'
import { wordField, type AddressField } from '#dashboard/text/address-fields.ts'
import { NO_SMOOTHING, type Smoothing } from '#dashboard/series/smooth.ts'
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
  /** Whether what a run is made of stands open under its name; null as it suggests. */
  readonly head: 'open' | 'closed' | null
  /** Which of its series each panel shows, of those in which somebody chose one. */
  readonly choices: Readonly<Record<string, string>>
  /** Whether logarithmic value axes are so to both sides of 0. */
  readonly symmetricLog: boolean
  readonly smoothing: Smoothing
}

export function viewFromParams(params: URLSearchParams): ViewAddress {
  return {
    logX: params.get('log') === 'x',
    by: params.get('x') === 'time' ? 'time' : 'step',
    range: zoomIn(params.get('zoom') ?? '', isSigned(params) ? -Infinity : 0),
    pinned: isSigned(params) ? placeFrom(params.get('at')) : stepFrom(params.get('at')),
    flippedY: params.get('y')?.split(',').filter(Boolean) ?? [],
    twin: TWINS.find((twin) => twin === params.get('twin')) ?? 'alone',
    symmetric: params.get('zero') === 'middle',
    head: HEADS.find((head) => head === params.get('head')) ?? null,
    choices: Object.fromEntries(params.getAll('show').flatMap((text) => choiceFrom(text) ?? [])),
    symmetricLog: params.get('ylog') === 'symmetric',
    smoothing: smoothingFrom(params.get('smooth')),
  }
}

/** `panel~what`, as often as there are panels in which something was chosen; null where a text is none. */
function choiceFrom(text: string): [[panel: string, what: string]] | null {
  const at = text.indexOf('~')
  if (at <= 0 || at === text.length - 1) return null
  return [[text.slice(0, at).replaceAll('%7E', '~').replaceAll('%25', '%'), text.slice(at + 1)]]
}

function choiceText(panel: string, what: string): string {
  return `${panel.replaceAll('%', '%25').replaceAll('~', '%7E')}~${what}`
}

/** What an address can say of a view. */
export const VIEW_FIELDS: readonly AddressField[] = [
  wordField('log', ['x']),
  wordField('x', ['step', 'time']),
  {
    key: 'zoom',
    expected: 'a stretch of the x axis such as 100~200',
    reads: (text) => zoomIn(text, -Infinity) !== null,
  },
  { key: 'at', expected: 'a step', reads: (text) => placeFrom(text.replaceAll(',', '')) !== null },
  wordField('twin', ['alone', 'beside', 'difference']),
  wordField('zero', ['middle']),
  wordField('ylog', ['symmetric']),
  {
    key: 'smooth',
    expected: 'a smoothing such as mean:0.02',
    reads: (text) => smoothingFrom(text) !== NO_SMOOTHING,
  },
  wordField('head', ['open', 'closed']),
  {
    key: 'show',
    expected: 'a panel and what it shows, such as weight-norm~w1',
    reads: (text) => choiceFrom(text) !== null,
  },
]

/** A stretch of the axis, from where it begins; null where a text is none. */
function zoomIn(text: string, least: number): Range | null {
  const [from = NaN, to = NaN] = text.split('~').map(Number)
  return zoomOf({ from, to }, least)
}

/** Whether x is what may be below 0: steps after an event, or another series. */
function isSigned(params: URLSearchParams): boolean {
  return /^(event|series):/.test(params.get('clock') ?? '')
}

/** The parameters with the view's own replaced; what is as it starts is not written. */
export function paramsFromView(params: URLSearchParams, view: ViewAddress): URLSearchParams {
  const { logX, by, range, pinned, flippedY, twin, symmetric, head, choices, symmetricLog, smoothing } = view
  const next = new URLSearchParams(params)
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
  put('log', logX ? 'x' : null)
  put('x', by === 'time' ? 'time' : null)
  put('zoom', range === null ? null : `${range.from}~${range.to}`)
  put('at', pinned === null ? null : String(pinned))
  put('y', flippedY.length === 0 ? null : flippedY.join(','))
  put('twin', twin === 'alone' ? null : twin)
  put('zero', symmetric ? 'middle' : null)
  put('head', head)
  next.delete('show')
  for (const [panel, what] of Object.entries(choices)) next.append('show', choiceText(panel, what))
  put('ylog', symmetricLog ? 'symmetric' : null)
  put('smooth', smoothing.kind === 'none' ? null : `${smoothing.kind}:${smoothing.share}`)
  return next
}

/** `exponential:0.02`, `mean:0.1`; no smoothing where a text is neither. */
function smoothingFrom(text: string | null): Smoothing {
  const [, kind, share] = /^(exponential|mean):(0\.\d+)$/.exec(text ?? '') ?? []
  const isKnown = (kind === 'exponential' || kind === 'mean') && Number(share) > 0 && Number(share) <= 0.5
  return isKnown ? { kind, share: Number(share) } : NO_SMOOTHING
}

/** The next way to hold a branch against its twin. */
export function nextTwin(twin: Twin): Twin {
  return TWINS[(TWINS.indexOf(twin) + 1) % TWINS.length]!
}

const HEADS = ['open', 'closed'] as const
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
