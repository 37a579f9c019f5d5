import { expect, test } from 'vitest'
import {
  asOtherKind,
  attachCommand,
  cadenceFrom,
  retuneCommand,
  measuringFor,
  typedFrom,
} from '#dashboard/run/measuring-form.ts'
import { attachmentOf, retunedTo } from '#src/run-state/index.ts'
import { adaptive, every, perDecade, type ProbeCard } from '#src/vocabulary/index.ts'

const card = {
  id: 'sharpness',
  cadence: every(20),
  options: [{ key: 'tolerance', about: '', type: 'number', default: 1e-3, min: 0, max: 1 }],
} as unknown as ProbeCard
const attached = attachmentOf({
  type: 'attached',
  probe: 'sharpness',
  step: 0,
  cadence: every(20),
  options: { tolerance: 1e-3 },
})

test('a form for what the card says is a bare command', () => {
  expect(attachCommand(card, measuringFor(card, null))).toEqual({ type: 'attach', probe: 'sharpness' })
})

test('a form for anything else says only that', () => {
  const form = { ...measuringFor(card, null), cadence: perDecade(8), from: 500, past: 'checkpoints' } as const
  expect(attachCommand(card, form)).toEqual({
    type: 'attach',
    probe: 'sharpness',
    cadence: perDecade(8),
    from: 500,
    past: 'checkpoints',
  })
  expect(attachCommand(card, { ...form, from: 'now' })).not.toHaveProperty('past')
})

test('a probe is retuned to what it does not do already', () => {
  const form = measuringFor(card, attached)
  expect(retuneCommand(attached, form)).toBeNull()
  expect(retuneCommand(attached, { ...form, cadence: every(1) })).toEqual({
    type: 'retune',
    probe: 'sharpness',
    cadence: every(1),
  })
  expect(retuneCommand(attached, { ...form, options: { tolerance: 0.1 } })).toEqual({
    type: 'retune',
    probe: 'sharpness',
    options: { tolerance: 0.1 },
  })
})

test('a probe that the budget stretched can be asked for its own cadence again', () => {
  const stretched = retunedTo(attached, {
    type: 'retuned',
    probe: 'sharpness',
    step: 40,
    cadence: every(80),
    options: attached.options,
    until: null,
    why: 'the budget',
  })
  expect(retuneCommand(stretched, measuringFor(card, stretched))).toMatchObject({ cadence: every(20) })
})

test('an adaptive cadence is typed as its ends, and begins where the one before it was', () => {
  expect(cadenceFrom('adaptive', '5..40')).toEqual(adaptive(5, 40))
  for (const text of ['', '5..30', '0..4', 'x']) expect(cadenceFrom('adaptive', text)).toBeNull()
  expect(typedFrom(adaptive(5, 40))).toBe('5..40')
  expect(asOtherKind(every(5), 'adaptive')).toEqual(adaptive(5, 80))
  expect(asOtherKind(adaptive(5, 80), 'every')).toEqual(every(5))
  expect(asOtherKind(every(8), 'per-decade')).toEqual(perDecade(8))
})

test('a cadence is a whole number from 1', () => {
  expect(cadenceFrom('every', '5')).toEqual(every(5))
  expect(cadenceFrom('per-decade', ' 12 ')).toEqual(perDecade(12))
  for (const text of ['', '0', '-1', '1.5', 'x']) expect(cadenceFrom('every', text)).toBeNull()
})
