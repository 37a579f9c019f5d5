import type { Probe } from '#probes/define.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { isDetector } from '#trainer/observing/index.ts'

/**
 * The probes that a pattern such as `hessian-*`, or `all`, stands for: those that measure something, since a detector is asked for by its id.
 * Null where what was typed is no pattern.
 */
export function probesMatching(typed: string, catalogue: readonly Probe[]): readonly Probe[] | null {
  if (typed !== 'all' && !typed.includes('*')) return null
  const parts = typed === 'all' ? ['', ''] : typed.split('*')
  const pattern = new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('.*')}$`)
  const matching = catalogue.filter((probe) => !isDetector(probe) && pattern.test(probe.id))
  if (matching.length === 0) throw usageError(`--probe: no probe matches '${typed}'; \`phasescope probes\` lists them`)
  return matching
}
