import { isDeepStrictEqual } from 'node:util'
import { probeNamed, type Probe } from '#probes/define.ts'
import {
  badValue,
  canFollow,
  currentName,
  probeNeeds,
  unknownName,
  usageError,
  mayMeasureEveryStep,
  type Adaptive,
  type Attach,
  type Cadence,
  type Need,
  type OptionCard,
  type OptionValues,
} from '#src/vocabulary/index.ts'

/** A probe at work: when it measures, and with which options. */
export interface Attachment {
  readonly probe: Probe
  readonly cadence: Cadence
  readonly options: OptionValues
}

/** What an experiment has for the probes of its runs. */
export interface Provision {
  readonly id: string
  readonly provides: readonly Need[]
}

/** What a run has for its probes. */
export interface Offer extends Provision {
  /** What runs of other experiments have, so that a refusal can say which of them would do. */
  readonly elsewhere: readonly Provision[]
}

/** Those of a catalogue whose needs an experiment serves. */
export function probesFor(experiment: Pick<Provision, 'provides'>, probes: readonly Probe[]): Probe[] {
  return probes.filter(({ needs }) => needs.every((need) => experiment.provides.includes(need)))
}

/**
 * Fills in and checks what an attachment leaves open; throws a usage error for whoever asked. `isReplay`: whether only a replay
 * measures so.
 */
export function attachmentOf(
  experiment: Offer,
  probes: readonly Probe[],
  { probe: id, cadence, options = {} }: Attach,
  isReplay = false,
): Attachment {
  const probe = probeServed(experiment, probes, id)
  const checked = checkedCadence(probe, cadence ?? probe.cadence, isReplay)
  return { probe, cadence: checked, options: checkedOptions(probe, options) }
}

/** The probe of this id, if there is one and the experiment serves its needs; a usage error otherwise. */
function probeServed(experiment: Offer, probes: readonly Probe[], id: string): Probe {
  const probe = probeNamed(probes, id)
  const missing = probe.needs.find((need) => !experiment.provides.includes(need))
  if (missing === undefined) return probe
  const providers = experiment.elsewhere.filter(({ provides }) => probe.needs.every((need) => provides.includes(need)))
  throw probeNeeds(
    id,
    missing,
    experiment.id,
    providers.map((provider) => provider.id),
  )
}

/** `isReplay`: whether only a replay measures so, over a stretch that somebody chose: it keeps no step of the run waiting. */
export function checkedCadence(probe: Probe, cadence: Cadence, isReplay = false): Cadence {
  for (const count of countsOf(cadence))
    if (!Number.isSafeInteger(count) || count < 1)
      throw badValue(`${probe.id}.cadence`, 'a whole number from 1', cadence)
  if (probe.detection !== undefined && !isDeepStrictEqual(cadence, probe.cadence))
    throw usageError(
      `'${probe.id}' is a detector and sees every point of its series; give no cadence, and measure these more densely`,
    )
  if (cadence.kind === 'adaptive') assertAdapts(probe, cadence)
  if (!isReplay && probe.cost === 'passes' && mayMeasureEveryStep(cadence)) {
    throw usageError(
      `Probe '${probe.id}' takes many passes and may not run at every step; attach it at every 10 steps, for example`,
    )
  }
  return cadence
}

function countsOf(cadence: Cadence): readonly number[] {
  if (cadence.kind === 'every') return [cadence.steps]
  if (cadence.kind === 'per-decade') return [cadence.points]
  return cadence.kind === 'adaptive' ? [cadence.shortest, cadence.longest] : [NaN]
}

/** Refuses what no adaptive cadence can go by. */
function assertAdapts({ id, output }: Probe, cadence: Adaptive): void {
  const { shortest, longest } = cadence
  if (output.kind !== 'scalar')
    throw usageError(
      `Probe '${id}' gives no single numbers whose curve an adaptive cadence could follow; attach it at every 50 steps, for example`,
    )
  if (!canFollow(cadence)) throw badValue(`${id}.cadence`, `${shortest} steps times 2, 4, 8, … up to 1024`, longest)
}

/** A value for every option of the card: as given, or the default; a usage error where one cannot be. */
export function checkedOptions(probe: Pick<Probe, 'id' | 'options'>, asGiven: OptionValues): OptionValues {
  const given = Object.fromEntries(Object.entries(asGiven).map(([key, value]) => [currentName(key), value]))
  const keys = probe.options.map(({ key }) => key)
  const stranger = Object.keys(given).find((key) => !keys.includes(key))
  if (stranger !== undefined) {
    if (keys.length === 0) throw usageError(`Probe '${probe.id}' has no options, got '${stranger}'`)
    throw unknownName(`option of probe '${probe.id}'`, stranger, keys)
  }
  return Object.fromEntries(
    probe.options.map((card) => [card.key, checked(card, given[card.key] ?? card.default, `${probe.id}.${card.key}`)]),
  )
}

/** The values that a person typed, in the types of the cards; what is no number stays text, and is refused as such. */
export function typedOptions(
  probe: Pick<Probe, 'id' | 'options'>,
  typed: Readonly<Record<string, string>>,
): OptionValues {
  const isNumber = (key: string) => probe.options.some((card) => card.key === key && typeof card.default === 'number')
  return Object.fromEntries(
    Object.entries(typed).map(([key, text]) => {
      const value = text.trim() === '' ? NaN : Number(text)
      return [key, isNumber(key) && !Number.isNaN(value) ? value : text]
    }),
  )
}

function checked(card: OptionCard, value: number | string, path: string): number | string {
  if (card.type === 'choice') {
    if (!card.choices.includes(String(value))) throw badValue(path, `one of ${card.choices.join(', ')}`, value)
  } else if (card.type === 'series') {
    if (typeof value !== 'string') throw badValue(path, 'the name of a scalar series', value)
  } else {
    const { type, min, max } = card
    const fits =
      typeof value === 'number' && value >= min && value <= max && (type === 'number' || Number.isInteger(value))
    const kind = type === 'integer' ? 'a whole number' : 'a number'
    if (!fits) throw badValue(path, `${kind} between ${min} and ${max}`, value)
  }
  return value
}
