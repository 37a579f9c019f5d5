import type { Attachment } from '#src/run-state/index.ts'
import {
  adaptive,
  adaptiveAsTyped,
  every,
  perDecade,
  type Cadence,
  type Command,
  type OptionValues,
  type Past,
  type ProbeCard,
  type Since,
} from '#src/vocabulary/index.ts'

/** How somebody wants a probe to measure: as its card says, or as it does, until they say otherwise. */
export interface MeasuringForm {
  readonly cadence: Cadence
  readonly options: OptionValues
  readonly from: Since
  readonly past: Past
}

export function measuringFor(card: ProbeCard, attachment: Attachment | null): MeasuringForm {
  const defaults = Object.fromEntries(card.options.map((option) => [option.key, option.default]))
  return {
    cadence: attachment?.asked.cadence ?? card.cadence,
    options: { ...defaults, ...attachment?.asked.options },
    from: 'start',
    past: 'every',
  }
}

/** What is as the card says is left out: the trainer knows it better than a page that may be older. */
export function attachCommand(card: ProbeCard, form: MeasuringForm): Extract<Command, { type: 'attach' }> {
  const plain = measuringFor(card, null)
  return {
    type: 'attach',
    probe: card.id,
    ...(!isSameCadence(form.cadence, plain.cadence) && { cadence: form.cadence }),
    ...(!isSameOptions(form.options, plain.options) && { options: form.options }),
    ...(form.from !== 'start' && { from: form.from }),
    ...(form.from !== 'now' && form.past !== 'every' && { past: form.past }),
  }
}

/** Null where nothing else is wanted than what holds. */
export function retuneCommand(
  { probe, cadence, options }: Attachment,
  form: MeasuringForm,
): Extract<Command, { type: 'retune' }> | null {
  const other = {
    ...(!isSameCadence(form.cadence, cadence) && { cadence: form.cadence }),
    ...(!isSameOptions(form.options, { ...form.options, ...options }) && { options: form.options }),
  }
  return Object.keys(other).length === 0 ? null : { type: 'retune', probe, ...other }
}

/** A cadence from what was typed: null where it is no whole number from 1, or none of what an adaptive one may be. */
export function cadenceFrom(kind: Cadence['kind'], text: string): Cadence | null {
  if (kind === 'adaptive') return adaptiveAsTyped(text)
  const count = text.trim() === '' ? NaN : Number(text)
  if (!Number.isSafeInteger(count) || count < 1) return null
  return kind === 'every' ? every(count) : perDecade(count)
}

/** A cadence as it is typed, its kind apart. */
export function typedFrom(cadence: Cadence): string {
  if (cadence.kind === 'adaptive') return `${cadence.shortest}..${cadence.longest}`
  return String(cadence.kind === 'every' ? cadence.steps : cadence.points)
}

/** A cadence of another kind, to begin with: as often as before where the curve asks for it, and up to 16 times as rarely. */
export function asOtherKind(cadence: Cadence, kind: Cadence['kind']): Cadence {
  const count = cadence.kind === 'adaptive' ? cadence.shortest : Number(typedFrom(cadence))
  if (kind === 'every') return every(count)
  if (kind === 'per-decade') return perDecade(count)
  return adaptive(count, 16 * count)
}

function isSameCadence(one: Cadence, other: Cadence): boolean {
  return one.kind === other.kind && typedFrom(one) === typedFrom(other)
}

function isSameOptions(one: OptionValues, other: OptionValues): boolean {
  return Object.keys({ ...one, ...other }).every((key) => one[key] === other[key])
}
