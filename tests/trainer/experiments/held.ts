import type { Claim, Claimed, ParameterValues } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { openRule, type Rule } from '#trainer/systems/index.ts'
import { endOf, envelopesOf, scalarsOf } from '../runs.ts'

type Scalars = ReturnType<typeof scalarsOf>

/** What runs of an experiment give for its claims, or for some of them, seed by seed; and whether that is in the band. */
export async function heldTo(experiment: Experiment, seeds: readonly number[], ids?: readonly string[]) {
  const wanted = experiment.claims!.filter(({ id }) => ids === undefined || ids.includes(id))
  const runs = new Map<string, Promise<Scalars>>()
  const found: Record<string, { readonly values: number[]; readonly holds: boolean }> = {}
  for (const claim of wanted) {
    const values: number[] = []
    for (const seed of seeds) {
      const key = JSON.stringify([claim.settings, claim.steps, seed])
      if (!runs.has(key)) runs.set(key, runOf(experiment, claim, seed))
      values.push(numberOf(claim.of, await runs.get(key)!))
    }
    found[claim.id] = { values, holds: isHeld(claim, values) }
  }
  return found
}

/** Which claims of an experiment do not hold. */
export async function brokenOf(experiment: Experiment, seeds: readonly number[], ids?: readonly string[]) {
  const found = await heldTo(experiment, seeds, ids)
  return Object.entries(found).flatMap(([id, { values, holds }]) => (holds ? [] : [`${id}: ${values.join(', ')}`]))
}

/** The same experiment with a system that steps by another rule: a mistake that its claims must notice. */
export function withRule(experiment: Experiment, rule: (settings: ParameterValues, seed: number) => Rule): Experiment {
  return { ...experiment, open: (settings, seed) => openRule(rule(settings, seed), settings, seed) } as Experiment
}

async function runOf(experiment: Experiment, { settings = {}, steps }: Claim, seed: number): Promise<Scalars> {
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const order = { experiment: experiment.id, set, seed, ...(steps !== undefined && { steps }) }
  const envelopes = await envelopesOf(order, { plan: { experiment } })
  if (endOf(envelopes).how !== 'completed') throw new Error(`The run ended as ${endOf(envelopes).how}`)
  return scalarsOf(envelopes)
}

function isHeld({ from, to, over = 'each' }: Claim, values: readonly number[]): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return (over === 'mean' ? [mean] : values).every((value) => value >= (from ?? -Infinity) && value <= (to ?? Infinity))
}

function numberOf(claimed: Claimed, scalars: Scalars): number {
  if ('and' in claimed) {
    const [one, other] = [numberOf(claimed.of, scalars), numberOf(claimed.and, scalars)]
    return claimed.kind === 'difference' ? one - other : one / other
  }
  const points = scalars[claimed.series] ?? []
  if (claimed.kind === 'at')
    return points.filter(([step]) => claimed.step === 'last' || step <= claimed.step).at(-1)?.[1] ?? NaN
  if (claimed.kind === 'first')
    return (
      points.find(([, value]) => (claimed.is === 'above' ? value >= claimed.value : value <= claimed.value))?.[0] ?? NaN
    )
  const { from = -Infinity, to = Infinity, take } = claimed
  const values = points
    .filter(([step, value]) => step >= from && step <= to && Number.isFinite(value))
    .map(([, value]) => value)
    .sort((a, b) => a - b)
  if (take === 'least') return values[0] ?? NaN
  if (take === 'greatest') return values.at(-1) ?? NaN
  if (take === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = values.length / 2
  return ((values[Math.ceil(middle) - 1] ?? NaN) + (values[Math.floor(middle)] ?? NaN)) / 2
}
