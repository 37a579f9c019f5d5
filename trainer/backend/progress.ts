/** One line of progress of a long set-up, for a CLI to draw; plain data, so it can also travel or be logged. */
export type Progress = {
  readonly stage: string
  readonly detail?: string
  /** Between 0 and 1, where the amount of work is known. */
  readonly fraction?: number
}

export type OnProgress = (progress: Progress) => void
