/** How far a replay was from its run: the largest difference of a weight from the checkpoint at a step. */
export interface Drift {
  /** `APART` where a weight is finite on one side only. */
  readonly largest: number
  /** Of the checkpoint; null in what an older version wrote, which did not say it. */
  readonly step: number | null
}

/** Beyond what any two finite weights differ by, and a number that JSON has. */
export const APART = Number.MAX_VALUE

/** What there is to say of it; null where all weights were the same to the bit, or none were compared. */
export function driftText(drift: Drift | null): string | null {
  if (drift === null || drift.largest === 0) return null
  const where = drift.step === null ? 'a checkpoint' : `the checkpoint at step ${drift.step}`
  if (drift.largest === APART) return `a replayed weight and that of ${where} are not both finite`
  return `the replayed weights differ by up to ${twoDigits(drift.largest)} from ${where}`
}

function twoDigits(value: number): string {
  return value < 1e-3 ? value.toExponential(1).replace('.0e', 'e') : String(Number(value.toPrecision(2)))
}

/** The larger of two; the later where they are alike. */
export function largerDrift(before: Drift | null, next: Drift | null): Drift | null {
  if (before === null || next === null) return next ?? before
  return next.largest >= before.largest ? next : before
}

/** As the Report of a piece of the past says it: nothing where it passed no checkpoint. */
interface Reported {
  readonly drift?: number
  readonly driftAt?: number
}

export function reportedDrift(drift: Drift | null): Reported {
  if (drift === null) return {}
  return { drift: drift.largest, ...(drift.step !== null && { driftAt: drift.step }) }
}

export function driftOf({ drift, driftAt }: Reported): Drift | null {
  return drift === undefined ? null : { largest: drift, step: driftAt ?? null }
}
