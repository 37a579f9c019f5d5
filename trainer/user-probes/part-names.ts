import type { Probe } from '#probes/define.ts'
import { isAbsent, visible } from '#src/vocabulary/index.ts'

/**
 * What a user-defined probe says, with parts whose names are lines: one may name them after what has line breaks or tabs, such as
 * tokens or tensors of others, and these become escapes, since a series is a line. What no name may have, and two names that
 * would become one, are left to be refused where all measurements are checked.
 */
export function partsOnOneLine(probe: Pick<Probe, 'output'>, result: unknown): unknown {
  if (probe.output.parts === 'one' || typeof result !== 'object' || result === null || isAbsent(result)) return result
  const parts = Object.entries(result).map(([part, value]) => [onOneLine(part), value as unknown] as const)
  const named = Object.fromEntries(parts)
  return Object.keys(named).length === parts.length ? named : result
}

function onOneLine(part: string): string {
  return part.replace(/[\t\n\r]/g, visible)
}
