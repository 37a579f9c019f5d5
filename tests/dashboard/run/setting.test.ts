import { expect, test } from 'vitest'
import { settingFrom } from '#dashboard/run/setting.ts'
import type { ParameterCard } from '#src/vocabulary/index.ts'

const rate: ParameterCard = { key: 'rate', about: '', type: 'number', default: 0.001, min: 0, max: 1 }
const width: ParameterCard = { key: 'width', about: '', type: 'integer', default: 500, min: 1, max: 4096 }
const loss: ParameterCard = { key: 'loss', about: '', type: 'choice', default: 'mse', choices: ['mse', 'entropy'] }

test('what is within the range of the card is a value', () => {
  expect(settingFrom(rate, ' 1e-4 ')).toBe(1e-4)
  expect(settingFrom(width, '4096')).toBe(4096)
  expect(settingFrom(loss, 'entropy')).toBe('entropy')
})

test.each([
  [rate, '3', "rate: expected a number from 0 to 1, got '3'"],
  [rate, '', "rate: expected a number from 0 to 1, got ''"],
  [rate, 'Infinity', "rate: expected a number from 0 to 1, got 'Infinity'"],
  [width, '1.5', "width: expected a whole number from 1 to 4096, got '1.5'"],
  [loss, 'l1', "loss: expected one of mse, entropy, got 'l1'"],
])('what is not says what it may be: %#', (card, text, message) => {
  expect(() => settingFrom(card, text)).toThrow(message)
})
