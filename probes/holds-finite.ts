import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'

/** Whether any number of an answer is finite. */
export function holdsFinite(result: unknown): boolean {
  if (typeof result === 'number') return Number.isFinite(result)
  if (result instanceof Float64Array || result instanceof Float32Array) return result.some(Number.isFinite)
  if (typeof result !== 'object' || result === null || isAbsent(result)) return false
  if (isEstimate(result)) return Number.isFinite(result.estimate)
  return 'data' in result ? holdsFinite(result.data) : Object.values(result).some(holdsFinite)
}
