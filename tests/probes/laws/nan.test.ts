import { describe, expect, it } from 'vitest'
import { cardOf, defineProbe, scalar, type Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { answersOf } from '#probes/maths/statistics/answers.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { openLab } from '../lab.ts'
import { plausibleNumbersOf } from './divergence.ts'
import { inputsForLaws } from './inputs.ts'

const lab = await openLab()
const inputsOf = inputsForLaws(lab)

/** What takes long does so by repeating what it does with each number: a few times tell as much here. */
const FEWER: Readonly<Record<string, OptionValues>> = {
  'local-learning-coefficient': { chains: 2, draws: 6, burnIn: 6 },
  'gauss-newton': { iterations: 6, draws: 3 },
  'mode-connectivity-barrier': { points: 5 },
}

/** With its defaults, and under every other choice of an option that offers some. */
function wrongOf(probe: Probe): string[] {
  const good = inputsOf(probe)
  const choices = probe.options.flatMap((option) =>
    option.type === 'choice' && option.key !== 'null'
      ? option.choices.filter((choice) => choice !== option.default).map((choice) => ({ [option.key]: choice }))
      : [],
  )
  return [{}, ...choices].flatMap((choice) =>
    plausibleNumbersOf(probe, { ...good, options: { ...good.options, ...FEWER[probe.id], ...choice } }, lab).map(
      (wrong) => `${JSON.stringify(choice)} ${wrong}`,
    ),
  )
}

describe('after a divergence of any one number that it reads, a probe gives no number like any other', () => {
  it.each(probes.map((probe) => [probe.id, probe] as const))('%s', (_id, probe) => {
    const wrong = wrongOf(probe)
    expect(wrong, wrong.join('\n')).toEqual([])
  })
})

describe('a probe fails this law that', () => {
  const reading = <N extends 'hidden' | 'predictions' | 'weights'>(
    need: N,
    measure: (input: Inputs[N]) => number | { readonly absent: string },
  ) =>
    defineProbe({
      ...cardOf(linearCka),
      id: 'broken',
      needs: [need],
      output: scalar(),
      nulls: [],
      tellsDivergence: true,
      measure: (inputs: Pick<Inputs, N>) => measure(inputs[need]),
    })
  const first = ({ hidden1 }: Inputs['hidden']) => hidden1?.data as Float32Array

  it.each([
    ['takes the largest with >', reading('hidden', (h) => first(h).reduce((a, b) => (b > a ? b : a), -9))],
    ['sorts, and takes what is in the middle', reading('hidden', (h) => first(h).toSorted()[99] as number)],
    ['counts what is above 0', reading('hidden', (h) => first(h).filter((value) => value > 0).length)],
    ['bounds what it computes', reading('weights', ({ w1 }) => Math.tanh(Math.max(...(w1?.values ?? []))))],
    [
      'answers with the class of the largest logit',
      reading('predictions', ({ test }) => answersOf(test.logits)[0] ?? 0),
    ],
    [
      'gives another reason',
      reading('hidden', (h) => (first(h).every((x) => x < 9) ? 1 + (first(h)[0] ?? 0) : { absent: 'Too few units' })),
    ],
  ])('%s', (_how, probe) => expect(wrongOf(probe)).not.toEqual([]))
})
