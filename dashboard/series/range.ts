/** A stretch of the x axis, in steps or in seconds, as a zoom shows it. */
export interface Range {
  readonly from: number
  readonly to: number
}
