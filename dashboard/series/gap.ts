/** A stretch of steps in which nobody measured: a curve is not joined across it. */
export interface Gap {
  readonly from: number
  readonly to: number
}
