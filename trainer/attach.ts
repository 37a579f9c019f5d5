import type { Probe } from '#probes/define.ts'
import {
  badValue,
  probeNeeds,
  unknownName,
  usageError,
  type Cadence,
  type Command,
  type OptionValues,
} from '#src/vocabulary/index.ts'
import type { Experiment } from './experiments/define.ts'

/** A probe at work: when it measures, and with which options. */
export interface Attachment {
  readonly probe: Probe
  readonly cadence: Cadence
  readonly options: OptionValues
}

/** What one says who wants a probe attached. */
export type Attach = Omit<Extract<Command, { type: 'attach' }>, 'type'>

/** Those of a catalogue whose needs an experiment serves. */
export function probesFor(experiment: Experiment, probes: readonly Probe[]): Probe[] {
  return probes.filter(({ needs }) => needs.every((need) => experiment.provides.includes(need)))
}

/** Fills in and checks what an attachment leaves open; throws a usage error for whoever asked. */
export function attachmentOf(
  experiment: Experiment,
  probes: readonly Probe[],
  { probe: id, cadence, options = {} }: Attach,
): Attachment {
  const probe = probeNamed(experiment, probes, id)
  return { probe, cadence: checkedCadence(probe, cadence ?? probe.cadence), options: checkedOptions(probe, options) }
}

/** The probe of this id, if there is one and the experiment serves its needs; a usage error otherwise. */
export function probeNamed(experiment: Experiment, probes: readonly Probe[], id: string): Probe {
  const probe = probes.find((candidate) => candidate.id === id)
  if (probe === undefined) {
    throw unknownName(
      'probe',
      id,
      probes.map((candidate) => candidate.id),
    )
  }
  const missing = probe.needs.find((need) => !experiment.provides.includes(need))
  if (missing !== undefined) throw probeNeeds(id, missing, experiment.id)
  return probe
}

function checkedCadence(probe: Probe, cadence: Cadence): Cadence {
  const count = cadence.kind === 'every' ? cadence.steps : cadence.kind === 'per-decade' ? cadence.points : NaN
  if (!Number.isSafeInteger(count) || count < 1) throw badValue(`${probe.id}.cadence`, 'a whole number from 1', cadence)
  if (probe.cost === 'passes' && cadence.kind === 'every' && count === 1) {
    throw usageError(`Probe '${probe.id}' takes many passes and may not run every step; attach it every 10 steps, say`)
  }
  return cadence
}

function checkedOptions(probe: Probe, given: OptionValues): OptionValues {
  const keys = probe.options.map(({ key }) => key)
  const stranger = Object.keys(given).find((key) => !keys.includes(key))
  if (stranger !== undefined) {
    if (keys.length === 0) throw usageError(`Probe '${probe.id}' has no options, got '${stranger}'`)
    throw unknownName(`option of probe '${probe.id}'`, stranger, keys)
  }
  return Object.fromEntries(
    probe.options.map((card) => {
      const value = given[card.key] ?? card.default
      const path = `${probe.id}.${card.key}`
      if (card.type === 'choice') {
        if (!card.choices.includes(String(value))) throw badValue(path, `one of ${card.choices.join(', ')}`, value)
      } else if (typeof value !== 'number' || !(value >= card.min && value <= card.max)) {
        throw badValue(path, `a number between ${card.min} and ${card.max}`, value)
      }
      return [card.key, value]
    }),
  )
}
