import {
  badValue,
  messageOf,
  type ExperimentCard,
  type ParameterCard,
  type SweepRequest,
} from '#src/vocabulary/index.ts'
import { rangeText, settingFrom } from './setting.ts'

/** What is typed in the form of a launch, as it stands there. */
export interface LaunchForm {
  /** Of each parameter: a value, or several with commas between them. */
  values: Record<string, string>
  seeds: string
  steps: string
  name: string
  workers: string
}

/** The form of an experiment before anybody types: one run, as the experiment is. */
export function formOf({ parameters, steps }: ExperimentCard): LaunchForm {
  return {
    values: Object.fromEntries(parameters.map((card) => [card.key, String(card.default)])),
    seeds: '1',
    steps: String(steps),
    name: '',
    workers: '1',
  }
}

/** What the form asks for: a parameter with one value is set, where that is not its default; one with several is varied. */
export function requestOf(card: ExperimentCard, form: LaunchForm): SweepRequest {
  const filled = card.parameters.map(({ key, default: usual }) => ({
    key,
    usual,
    text: spaceless(form.values[key] ?? ''),
  }))
  const changed = filled.filter(({ text, usual }) => text !== '' && text !== String(usual))
  const name = form.name.trim()
  return {
    experiment: card.id,
    grid: changed.filter(({ text }) => isVaried(text)).map(({ key, text }) => `${key}=${text}`),
    set: changed.filter(({ text }) => !isVaried(text)).map(({ key, text }) => `${key}=${text}`),
    seeds: form.seeds.trim() === '' ? '1' : form.seeds.trim(),
    ...(wholeIn(form.steps) !== null && { steps: wholeIn(form.steps)! }),
    ...(name !== '' && { name }),
    workers: wholeIn(form.workers) ?? 1,
  }
}

/** Whether a text says several values: a list, or a range. */
export function isVaried(text: string): boolean {
  return text.includes(',') || /^\s*(lin|log):/.test(text)
}

/** Why a text cannot stand for a parameter; null where it can, as far as the page can tell: ranges are the hub's to read. */
export function whyWrong(card: ParameterCard, text: string): string | null {
  if (text.trim() === '') return null // its default
  try {
    for (const item of spaceless(text).split(',')) {
      if (card.type !== 'choice' && /^(lin|log):/.test(item)) continue
      settingFrom(card, item)
    }
    return null
  } catch (error) {
    return messageOf(error)
  }
}

/** Why the number of steps or workers cannot be; null where it can. */
export function whyNoCount(what: string, text: string): string | null {
  return wholeIn(text) === null ? badValue(what, 'a whole number from 1', text).message : null
}

/** What may stand in a field, in a few words. */
export function expectedText(card: ParameterCard): string {
  return card.type === 'choice' ? card.choices.join(', ') : rangeText(card)
}

function spaceless(text: string): string {
  return text.replaceAll(/\s/g, '')
}

function wholeIn(text: string): number | null {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : 0
  return Number.isSafeInteger(value) && value >= 1 ? value : null
}
