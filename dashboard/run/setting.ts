import { badValue, type ParameterCard, type ParameterValue } from '#src/vocabulary/index.ts'

/** A text that somebody typed as the value of a setting: the value, or an error that says what it may be. */
export function settingFrom(card: ParameterCard, text: string): ParameterValue {
  if (card.type === 'choice') {
    if (card.choices.includes(text)) return text
    throw badValue(card.key, `one of ${card.choices.join(', ')}`, text)
  }
  const value = text.trim() === '' ? NaN : Number(text)
  const isKind = card.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)
  if (isKind && value >= card.min && value <= card.max) return value
  throw badValue(card.key, `${card.type === 'integer' ? 'a whole number' : 'a number'} ${rangeText(card)}`, text)
}

/** `from 0 to 1` */
export function rangeText({ min, max }: { readonly min: number; readonly max: number }): string {
  return `from ${min} to ${max}`
}
