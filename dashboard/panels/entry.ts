import type { Readout } from '#dashboard/series/readout.ts'
import type { LineStyle } from '../plots/palette.ts'

/** What a legend says of a curve at a place: its value, and all that is drawn there; without the latter where nothing is pointed at. */
export interface EntryValue {
  readonly value: number | null
  readonly read?: Readout | null
}

/** A curve in a legend: its value where the cursor is, or now. `row` and `column` place it where runs are laid side by side. */
export interface LegendEntry extends EntryValue {
  readonly id: string
  readonly label: string
  readonly color: string
  readonly dash: readonly number[]
  /** The curve that it is compared with. */
  readonly beside?: LineStyle & EntryValue
  /** Whether a pixel stands for several of its values, so that there is room for the smallest and the largest. */
  readonly isDense?: boolean
  readonly why: string | null
  readonly row?: string
  /** What a row is called: the name of its run, where `row` is the id. */
  readonly name?: string
  readonly column?: string
}

/** All numbers that a legend says. */
export function numbersOf(entries: readonly LegendEntry[]): number[] {
  return entries
    .flatMap((entry) => [entry, ...(entry.beside === undefined ? [] : [entry.beside])])
    .flatMap(({ value, read }) => [...(value === null ? [] : [value]), ...(read == null ? [] : [read.min, read.max])])
}
