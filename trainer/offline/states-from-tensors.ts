import type { Inputs } from '#probes/inputs.ts'
import type { Source } from './given.ts'
import { assertAmong, assertShares } from './preconditions.ts'
import { matricesIn, matrixIn, misshapen, optional, vectorIn } from './wanted.ts'

/** Every matrix of the file, whose rows divide the attention of a head. */
export function attentionIn(input: Source): Inputs['attention'] {
  const heads = matricesIn(input)
  for (const [name, shares] of Object.entries(heads)) assertShares(input, name, shares)
  return heads
}

export function memoriesIn(input: Source): Inputs['memories'] {
  const [patterns, state] = [matrixIn(input, 'patterns'), vectorIn(input, 'state')]
  const otherwise = '; 2 s − 1 makes them of 0 and 1'
  assertAmong(input, 'patterns', patterns.data, [-1, 1], otherwise)
  assertAmong(input, 'state', state, [-1, 1], otherwise)
  return { patterns, state }
}

export function recurrenceIn(input: Source): Inputs['recurrence'] {
  const weight = matrixIn(input, 'recurrent')
  const initial = optional(input, 'h0', () => vectorIn(input, 'h0'))
  if (initial !== null && initial.length !== weight.cols) throw misshapen(input, 'h0')
  return { weight, initial }
}

export function sequencesIn(input: Source): Inputs['sequences'] {
  const losses = matrixIn(input, 'losses')
  const correct = optional(input, 'correct', () => matrixIn(input, 'correct'))
  if (correct !== null && (correct.rows !== losses.rows || correct.cols !== losses.cols))
    throw misshapen(input, 'correct')
  if (correct !== null) assertAmong(input, 'correct', correct.data, [0, 1])
  return { losses, correct, floor: optional(input, 'floor', () => vectorIn(input, 'floor')) }
}
