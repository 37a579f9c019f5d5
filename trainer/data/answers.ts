/** What every example has: the class that is trained on, and the one that was there before any was corrupted. */
export interface Answers {
  readonly labels: Int32Array
  /** The same array where no label was corrupted. */
  readonly trueLabels: Int32Array
}
