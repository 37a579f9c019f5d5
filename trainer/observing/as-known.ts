import type { Probe } from '#probes/define.ts'
import type { Command } from '#src/vocabulary/index.ts'
import type { Observers } from './observers.ts'

/** What tells by which ids a run knows its probes. */
export interface Naming {
  readonly observers: Pick<Observers, 'attached' | 'covered'>
  readonly probes: readonly Pick<Probe, 'id' | 'formerly'>[]
  /** The ids that it uses so far, where it began before now: see `Origin`. A run that begins now uses those of now. */
  readonly idsInUse?: ReadonlySet<string>
}

/**
 * A Command with its probe under the id by which the run knows it: a probe that got another id is in a new run under that one,
 * and in an older run, which began with it, under the one that it had, whether it has measured yet or not.
 */
export function asKnown<C extends Command>(command: C, { observers, probes, idsInUse = new Set() }: Naming): C {
  if (!('probe' in command)) return command
  const { probe: id } = command
  const now = probes.find(({ formerly }) => formerly === id)?.id
  const then = probes.find((probe) => probe.id === id)?.formerly
  const names = [id, then, now].filter((name) => name !== undefined)
  const known =
    names.find((name) => observers.attached.has(name) || observers.covered.has(name)) ??
    names.find((name) => idsInUse.has(name)) ??
    now ??
    id
  return known === id ? command : { ...command, probe: known }
}
