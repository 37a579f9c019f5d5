import type { Probe } from '#probes/define.ts'
import type { Command } from '#src/vocabulary/index.ts'
import type { Observers } from './observers.ts'

/**
 * A Command with its probe under the id by which the run knows it: a probe that got another id is in a new run under that one,
 * and in an older run, which began with it, under the one that it had.
 */
export function asKnown<C extends Command>(command: C, observers: Observers, probes: readonly Probe[]): C {
  if (!('probe' in command)) return command
  const { probe: id } = command
  const isKnown = (one: string) => observers.attached.has(one) || observers.covered.has(one)
  const now = probes.find(({ formerly }) => formerly === id)?.id ?? null
  const then = probes.find((probe) => probe.id === id)?.formerly ?? null
  if (isKnown(id)) return command
  if (then !== null && isKnown(then)) return { ...command, probe: then }
  return now === null ? command : { ...command, probe: now }
}
