import type { After } from '../define.ts'

/** What is past its threshold, but has not been for long enough, is nearly there. */
const NEARLY = 0.99

/** The score of a detector: what it compares to its threshold, in units of that. From 1 on it says so, and before that it is below; none where it is no number. */
export function nearness(ratio: number, isSaid = false): Pick<After<unknown>, 'score'> {
  if (Number.isNaN(ratio)) return {}
  return { score: isSaid ? Math.min(1e6, Math.max(1, ratio)) : Math.max(0, Math.min(NEARLY, ratio)) }
}
