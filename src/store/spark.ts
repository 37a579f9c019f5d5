import type { RunSummary } from '#src/vocabulary/index.ts'

/**
 * The small curve of a run in a list: of each stretch of 2^shift steps the last value. It is kept while points come, in
 * whatever order, and is then what the whole series would give, so that a list reads no series.
 */
export interface Spark {
  readonly series: string
  /** Stretches are so long, as a power of two, that there are few. */
  readonly shift: number
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** Points of the small curve: as many as can be told apart at its size. */
export const SPARK_POINTS = 32

/** The curve that tells most in a glance comes first; where none of these is, the first series that there was. */
const TELLING = ['test-accuracy', 'test-loss', 'train-loss']

/** What scripts of other frameworks call a loss: `loss`, `val/loss`, `train_loss`. */
const LOGGED_LOSS = /(?:^|[/_])loss$/

/** Whether the curve of `name`, which has no points yet, tells more than the one that is shown. */
export function tellsMore(name: string, than: string | null): boolean {
  return than === null || rankOf(name) < rankOf(than)
}

function rankOf(name: string): number {
  const rank = TELLING.indexOf(name)
  if (rank >= 0) return rank
  return LOGGED_LOSS.test(name) ? TELLING.length : TELLING.length + 1
}

export function emptySpark(series: string): Spark {
  return { series, shift: 0, steps: [], values: [] }
}

/** With more points, in order of arrival: of equal steps the newest counts. */
export function sparkWith(
  spark: Spark,
  points: { readonly steps: Float64Array; readonly values: Float64Array },
): Spark {
  const steps = [...spark.steps]
  const values = [...spark.values]
  let { shift } = spark
  for (let i = 0; i < points.steps.length; i++) {
    put(steps, values, 2 ** shift, points.steps[i]!, points.values[i]!)
    while (steps.length > SPARK_POINTS) merge(steps, values, 2 ** ++shift)
  }
  return { series: spark.series, shift, steps, values }
}

/** Puts a point into its stretch, where it stays if no later one is there. */
function put(steps: number[], values: number[], width: number, step: number, value: number): void {
  const stretch = Math.floor(step / width)
  let at = steps.length - 1
  while (at >= 0 && Math.floor(steps[at]! / width) > stretch) at--
  if (at < 0 || Math.floor(steps[at]! / width) < stretch) {
    steps.splice(at + 1, 0, step)
    values.splice(at + 1, 0, value)
  } else if (step >= steps[at]!) {
    steps[at] = step
    values[at] = value
  }
}

/** Of the points in one stretch the last stays. */
function merge(steps: number[], values: number[], width: number): void {
  let kept = 0
  for (let i = 0; i < steps.length; i++) {
    const isLast = i + 1 === steps.length || Math.floor(steps[i + 1]! / width) > Math.floor(steps[i]! / width)
    if (!isLast) continue
    steps[kept] = steps[i]!
    values[kept++] = values[i]!
  }
  steps.length = kept
  values.length = kept
}

/** As a line of the run list carries it. */
export function lineOfSpark({ series, steps, values }: Spark): NonNullable<RunSummary['spark']> {
  return { series, steps: [...steps], values: values.map((value, i) => (i + 1 < values.length ? drawn(value) : value)) }
}

/** A curve some 30 pixels high is drawn by five digits as by seventeen; the newest value is said whole. */
function drawn(value: number): number {
  return Number(value.toPrecision(5))
}
