import { expect, test } from 'vitest'
import { badValue, malformed, messageOf, unknownName } from '#src/vocabulary/index.ts'

test('an unknown name is answered with the nearest and with what is possible', () => {
  expect(unknownName('probe', 'wieght-norm', ['weight-norm', 'train-loss']).message).toBe(
    "Unknown probe 'wieght-norm'; did you mean 'weight-norm'? Possible: weight-norm, train-loss",
  )
  expect(unknownName('probe', 'zzzzzz', ['weight-norm']).message).toBe("Unknown probe 'zzzzzz'; possible: weight-norm")
})

test('of very many possible names a dozen are shown', () => {
  const names = Array.from({ length: 40 }, (_, i) => `run-${i}`)
  expect(unknownName('run', 'x', names).message).toMatch(/run-11 and 28 more$/)
  expect(unknownName('run', 'x', []).message).toMatch(/possible: none$/)
})

test('a bad value is the reader’s to mend, a malformed message the world’s; both say expected and received', () => {
  expect(badValue('width', 'an integer', '-3')).toMatchObject({
    kind: 'usage',
    message: "width: expected an integer, got '-3'",
  })
  expect(malformed('report.steps', '64 values', 63)).toMatchObject({
    kind: 'runtime',
    message: 'At report.steps: expected 64 values, got 63',
  })
  expect(messageOf('plain')).toBe('plain')
})
