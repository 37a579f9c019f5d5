import { BOUNDS, usageError } from '#src/vocabulary/index.ts'

/** Counts what the numbers of one file take in memory, before each array is made; a usage error where it is too much. */
export function decodedBudget(): (bytes: number) => void {
  let taken = 0
  return (bytes) => {
    taken += bytes
    if (taken > BOUNDS.decodedBytes)
      throw usageError(
        `more numbers than can be held: its tensors would take over ${BOUNDS.decodedBytes} bytes as floats; save those that are needed in a file of their own`,
      )
  }
}
