import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { everything, seriesFor } from '../everything.ts'
import { lazily } from '#trainer/tensors/lazy.ts'
import type { Lab } from '../lab.ts'
import { objectiveFor } from './places.ts'

/** Consecutive steps, oldest first, that have all that a probe needs and nothing else, and the options it is asked with. */
export interface GoodInputs {
  readonly steps: readonly Partial<Inputs>[]
  readonly options: OptionValues
}

/** Neurons in the hidden layers of what is asked for the curvature of its loss, which takes many passes. */
const NARROW = [12, 10]

/** The trainings of tests/probes/everything.ts. */
type Training = keyof ReturnType<typeof everything>

const USUAL: Training = 'gradient descent on squares'
const CLOSED_FORM: Training = 'momentum on cross-entropy, beside the closed form of addition'

/**
 * Where a probe is not asked with its defaults on the usual training: because only another one gives it a value, or
 * because fewer draws say the same of a law.
 */
const UNUSUAL: Readonly<Record<string, { readonly training?: Training; readonly options?: OptionValues }>> = {
  'effective-temperature': { training: CLOSED_FORM },
  'renormalized-order-parameter': { training: CLOSED_FORM },
  'phase-closure': { training: CLOSED_FORM },
  'pruning-curve': { training: CLOSED_FORM },
  'gradient-noise-anisotropy': { options: { draws: 3 } },
  'hessian-frobenius-norm': { options: { draws: 2 } },
  'hessian-smallest-eigenvalue': { options: { iterations: 30 } },
  'full-ntk': { options: { examples: 1 } },
  'ntk-effective-dimension': { options: { examples: 6 } },
  'mode-learning-curves': { options: { examples: 12 } },
}

/**
 * Inputs on which a probe has a value, for laws over the whole catalogue: whatever such a law changes, it changes in
 * these. A probe that has none here fails every law.
 */
export function inputsForLaws({ linalg, measure }: Lab): (probe: Probe) => GoodInputs {
  const wide = trainingsOf(linalg)
  const narrow = lazily(() => trainingsOf(linalg, { widths: NARROW }))
  return (probe) => {
    const { training = USUAL, options = {} } = UNUSUAL[probe.id] ?? {}
    const trainings = probe.needs.includes('objective') ? narrow() : wide
    const steps = (trainings[training] ?? []).map((step) => {
      const all: Partial<Inputs> = { ...step, series: seriesFor(probe) }
      const lacking = probe.needs.filter((need) => all[need] === undefined)
      if (lacking.length > 0) throw withoutInputs(probe, `needs ${lacking.join(' and ')}, which is not there`)
      return Object.fromEntries(probe.needs.map((need) => [need, all[need]])) as Partial<Inputs>
    })
    const good = { steps, options }
    if (!numbersIn(answerTo(probe, good, measure)).some(Number.isFinite))
      throw withoutInputs(probe, 'has no value there')
    return good
  }
}

function trainingsOf(...asked: Parameters<typeof everything>): Record<Training, Partial<Inputs>[]> {
  const [linalg] = asked
  const withObjective = (step: Partial<Inputs>) => step.chain && { objective: objectiveFor(step.chain, linalg) }
  return Object.fromEntries(
    Object.entries(everything(...asked)).map(([name, steps]) => [
      name,
      steps.map((step) => ({ ...step, ...withObjective(step) })),
    ]),
  )
}

/** What a probe says at the last of these steps, having seen those before it. */
export function answerTo(probe: Probe, { steps, options }: GoodInputs, measure: Lab['measure']): unknown {
  const memory = probe.memory
  const kept = memory && steps.reduce((held, inputs) => memory.next(held, inputs as Inputs), memory.initial)
  return measure(probe, steps.at(-1) as Partial<Inputs>, options, kept)
}

/** Every number that an answer gives, its standard errors too; what is absent gives none. */
export function numbersIn(answer: unknown): number[] {
  if (typeof answer === 'number') return [answer]
  if (answer instanceof Float64Array || answer instanceof Float32Array) return [...answer]
  if (typeof answer !== 'object' || answer === null || 'absent' in answer) return []
  if ('data' in answer) return numbersIn(answer.data)
  return Object.values(answer).flatMap(numbersIn)
}

function withoutInputs({ id }: Probe, why: string): Error {
  return new Error(
    `Probe \`${id}\` ${why}: give it inputs in tests/probes/laws/inputs.ts (or a need of its own in tests/probes/everything.ts)`,
  )
}
