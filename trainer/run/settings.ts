import { badValue, unknownName, usageError, type ParameterCard, type ParameterValue } from '#src/vocabulary/index.ts'

/** `key=value`, as a person types them, checked against the cards of an experiment. */
export function settingsFromTexts(
  cards: readonly ParameterCard[],
  changes: readonly string[],
): Record<string, ParameterValue> {
  return Object.fromEntries(
    changes.map((change) => {
      const place = change.indexOf('=')
      if (place < 1) throw badValue('--set', 'key=value', change)
      const card = cardOf(cards, change.slice(0, place))
      const text = change.slice(place + 1)
      return [card.key, checkedSetting(card, typed(card, text), text)]
    }),
  )
}

/** The value of a setting that may be changed in mid-run; a usage error says which may, or what its range is. */
export function settableValue(cards: readonly ParameterCard[], key: string, value: ParameterValue): ParameterValue {
  const settable = cards.filter((card) => card.settable)
  if (cards.some((card) => card.key === key) && !settable.some((card) => card.key === key)) {
    const possible = settable.map((card) => card.key).join(', ') || 'none'
    throw usageError(
      `Setting '${key}' is fixed when a run starts; settings that can be changed during a run: ${possible}`,
    )
  }
  const card = cardOf(settable, key)
  return checkedSetting(card, typeof value === 'string' ? typed(card, value) : value, value)
}

function cardOf(cards: readonly ParameterCard[], key: string): ParameterCard {
  const card = cards.find((parameter) => parameter.key === key)
  if (card !== undefined) return card
  throw unknownName(
    'parameter',
    key,
    cards.map((parameter) => parameter.key),
  )
}

/** What was typed for a number as a number, if it is one. */
function typed(card: ParameterCard, text: string): ParameterValue {
  const value = text.trim() === '' ? NaN : Number(text)
  return card.type === 'choice' || Number.isNaN(value) ? text : value
}

/** `received`: as it was given, for the error. */
function checkedSetting(card: ParameterCard, value: ParameterValue, received: ParameterValue): ParameterValue {
  if (card.type === 'choice') {
    if (!card.choices.includes(String(value))) throw badValue(card.key, `one of ${card.choices.join(', ')}`, received)
    return value
  }
  const { key, min, max, type } = card
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    (type === 'number' || Number.isInteger(value))
  const kind = type === 'integer' ? 'an integer' : 'a number'
  if (!fits) throw badValue(key, `${kind} between ${min} and ${max}`, received)
  return value
}
