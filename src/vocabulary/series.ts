/**
 * A series is one curve (or one stack of frames) of one run: what a probe measured, step by step.
 * Its name is the probe's id, with the part (layer, head, class) after a slash where there are several.
 */

/**
 * How a series is stored and drawn. The dashboard has one panel for each kind and no knowledge of probes.
 * A spectrum is a list of numbers a step; a matrix is its number of columns, then its entries row by row. A curve, points and a
 * histogram are matrices whose columns have a meaning (frame-columns.ts).
 */
export const OUTPUT_KINDS = ['scalar', 'spectrum', 'matrix', 'curve', 'points', 'histogram'] as const
export type OutputKind = (typeof OUTPUT_KINDS)[number]

/** What a card may give: a series of one of these kinds, or an event, which is no series: a mark of the run (mark.ts). */
export const CARD_KINDS = [...OUTPUT_KINDS, 'event'] as const
export type CardKind = (typeof CARD_KINDS)[number]

export type Scale = 'linear' | 'log'

export const POINT_PATHS = ['open', 'closed'] as const
export type PointPath = (typeof POINT_PATHS)[number]

/** Which panel of the run page a series belongs to. The order here is the order on the page. */
export const GROUPS = [
  'accuracy',
  'loss',
  'logged',
  'generalization',
  'norms',
  'gradients',
  'curvature',
  'spectra',
  'similarity',
  'representations',
  'kernels',
  'propagation',
  'information',
  'structure',
  'ensembles',
  'transitions',
  'behavior',
  'time',
] as const
export type Group = (typeof GROUPS)[number]

export interface SeriesDeclaration {
  /** `test-accuracy`, `weight-norm/w1` */
  readonly name: string
  readonly probe: string
  /** The part after the slash, or null where a probe has one series only. */
  readonly part: string | null
  readonly kind: OutputKind
  readonly group: Group
  /** UCUM-like; `1` for a pure number, `nat`, `s`. */
  readonly unit: string
  /** The scale on which the value axis starts. */
  readonly scale: Scale
  /** The range that the value cannot leave, where there is one (accuracy: [0, 1]). */
  readonly range: readonly [number, number] | null
  /**
   * What the entries of a spectrum are numbered by, what lies along a curve or histogram, what the label of a point counts; and
   * where each entry of a spectrum lies if not at 1, 2, 3, …; absent in older runs.
   */
  readonly axis?: string | null
  readonly grid?: readonly number[] | null
  /** Of points, what their small pictures differ in; absent where there is one. */
  readonly facet?: string | null
  /** Of points, whether each is joined to the next, and the last to the first; absent where they stand alone. */
  readonly path?: PointPath | null
}

/**
 * Numbers of one series, oldest first, as they travel and rest.
 * Scalars: `values[i]` was measured at `steps[i]`, and `lengths` is null.
 * Frames (a spectrum, …): the frame at `steps[i]` is the next `lengths[i]` numbers of `values`.
 */
export interface Column {
  readonly series: string
  readonly steps: Float64Array
  readonly values: Float64Array
  readonly lengths: Uint32Array | null
}

export function seriesName(probe: string, part: string | null): string {
  return part === null ? probe : `${probe}/${part}`
}

/** What else may be said of a value: how uncertain it is, and what it is without the structure that it looks for. */
export const ASPECTS = ['standard-error', 'null'] as const
export type Aspect = (typeof ASPECTS)[number]

/** The part under which an aspect of a part is kept: `w1.null`, or `null` where a probe has one series only. */
export function aspectPart(part: string | null, aspect: Aspect): string {
  return part === null ? aspect : `${part}.${aspect}`
}

/** The part that a series is of, and whether it is the value itself (null) or an aspect of it. */
export function aspectOf(part: string | null): { readonly part: string | null; readonly aspect: Aspect | null } {
  for (const aspect of ASPECTS) {
    if (part === aspect) return { part: null, aspect }
    if (part?.endsWith(`.${aspect}`) === true) return { part: part.slice(0, -aspect.length - 1), aspect }
  }
  return { part, aspect: null }
}

/** A matrix as a frame holds it. */
export interface FramedMatrix {
  readonly rows: number
  readonly cols: number
  /** Row by row. */
  readonly data: Float64Array
}

/** The numbers of a frame that stands for a matrix: its number of columns, then its entries row by row. */
export function frameOfMatrix({
  cols,
  data,
}: {
  readonly cols: number
  readonly data: ArrayLike<number>
}): Float64Array {
  const frame = new Float64Array(data.length + 1)
  frame[0] = cols
  frame.set(data, 1)
  return frame
}

export function matrixOfFrame(frame: Float64Array): FramedMatrix {
  const cols = Math.max(1, frame[0] ?? 1)
  const data = frame.subarray(1)
  return { rows: Math.floor(data.length / cols), cols, data }
}
