import type { Cadence, Query, RunId, SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Curve, CurveDifference, SeriesKey } from '#dashboard/series/curve.ts'
import type { Fill } from '#src/run-state/index.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import type { Points } from '#dashboard/series/points.ts'
import type { Range } from '#dashboard/series/range.ts'

/** A run as panels draw it, whoever holds it and however its numbers come. */
export interface PanelRun {
  readonly id: RunId
  readonly picture: {
    /** Whether it may still measure. */
    readonly live: boolean
    readonly state: PanelRunState
  }
  /** Why its numbers could not be had. */
  readonly problem: string | null
  /** Step to seconds, by the run's own clock; without points where the run has none. */
  readonly clock: { readonly points: Points }
  curve(series: SeriesKey): Curve
  /** What a series of this run is more than the same series of another. */
  difference(series: SeriesKey, other: Pick<PanelRun, 'id' | 'curve'>): CurveDifference
  /** What the charts show at present. */
  look(range: Range | null, pixels: number, spacing: Query['spacing']): void
  /** The step that the page looks back at; null for the latest. */
  lookBack(step: number | null): void
}

/** What panels say of a run beside its numbers: what is measured, what is missing and why. */
export interface PanelRunState {
  readonly series: readonly SeriesDeclaration[]
  /** By probe: how often it measures, and the step at which it joined. */
  readonly attached: ReadonlyMap<string, { readonly cadence: Cadence; readonly step: number }>
  /** By probe, the step since which it measures no more. */
  readonly detached: ReadonlyMap<string, number>
  readonly failed: ReadonlyMap<string, PanelReason>
  /** By probe, the latest last. */
  readonly fills: ReadonlyMap<string, readonly Fill[]>
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
  /** By series: why it has no value. */
  readonly absent: ReadonlyMap<string, PanelReason>
}

export interface PanelReason {
  readonly step: number
  readonly why: string
}
