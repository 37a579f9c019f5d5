import type { Probe } from '#probes/define.ts'
import { badValue, probeAsTyped, usageError, type Attach } from '#src/vocabulary/index.ts'
import { type Experiment, offerOf } from '#trainer/experiments/index.ts'
import { attachmentOf, probesFor, typedOptions } from '#trainer/observing/index.ts'
import { probesMatching } from './probes-matching.ts'

/** What a person says of probes besides what the experiment has. */
export interface ProbeOrder {
  /** `id`, `id@N` to measure every N steps, a pattern such as `hessian-*`, or `all`. */
  readonly probes?: readonly string[]
  /** `id.key=value`, an option of a probe that is attached. */
  readonly probeOptions?: readonly string[]
}

/**
 * The probes of a run from its start: the experiment's own, then those asked for. Asking for one of the experiment's
 * changes how it measures; a pattern means all that match, that measure something and that the experiment serves. A detector is
 * asked for by its id.
 */
export function plannedProbes(
  experiment: Experiment,
  catalogue: readonly Probe[],
  { probes = [], probeOptions = [] }: ProbeOrder,
): Attach[] {
  const planned = new Map<string, Attach>()
  for (const one of experiment.probes) {
    const own = typeof one === 'string' ? { probe: one } : one
    planned.set(own.probe, own)
  }
  for (const wanted of probes) {
    const { probe: name, cadence } = probeAsTyped('--probe', wanted)
    for (const probe of idsMeant(name, experiment, catalogue)) {
      planned.set(probe, { ...planned.get(probe), probe, ...(cadence === null ? {} : { cadence }) })
    }
  }
  for (const [id, typed] of optionsByProbe(probeOptions)) {
    const own = planned.get(id)
    const probe = catalogue.find((one) => one.id === id)
    if (own === undefined || probe === undefined) {
      throw usageError(`--set-probe: probe '${id}' is not attached; attach it by --probe ${id}`)
    }
    planned.set(id, { ...own, options: { ...own.options, ...typedOptions(probe, typed) } })
  }
  for (const attach of planned.values()) attachmentOf(offerOf(experiment), catalogue, attach)
  return [...planned.values()]
}

function idsMeant(name: string, experiment: Experiment, catalogue: readonly Probe[]): string[] {
  const matching = probesMatching(name, catalogue)
  if (matching === null) return [catalogue.find(({ formerly }) => formerly === name)?.id ?? name]
  const served = probesFor(experiment, matching).map(({ id }) => id)
  if (served.length === 0) {
    const [first] = matching as [Probe]
    attachmentOf(offerOf(experiment), catalogue, { probe: first.id }) // says what is missing
  }
  return served
}

function optionsByProbe(settings: readonly string[]): Map<string, Record<string, string>> {
  const byProbe = new Map<string, Record<string, string>>()
  for (const setting of settings) {
    const [, id, key, value] = /^([^.=]+)\.([^.=]+)=(.*)$/.exec(setting) ?? []
    if (id === undefined || key === undefined || value === undefined) {
      throw badValue('--set-probe', 'probe.option=value', setting)
    }
    byProbe.set(id, { ...byProbe.get(id), [key]: value })
  }
  return byProbe
}
