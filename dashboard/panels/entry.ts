import type { LineStyle } from '../plots/palette.ts'

/** A curve in a legend: its value where the cursor is, or now. `row` and `column` place it where runs are laid side by side. */
export interface LegendEntry {
  readonly id: string
  readonly label: string
  readonly color: string
  readonly dash: readonly number[]
  readonly value: number | null
  /** The curve that it is compared with. */
  readonly beside?: LineStyle & { readonly value: number | null }
  readonly why: string | null
  readonly row?: string
  readonly column?: string
}
