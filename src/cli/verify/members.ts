import { claimOfRun, seriesOf } from '#src/claims/index.ts'
import { probes as catalogue } from '#probes/index.ts'
import {
  densestOf,
  TIERS,
  type Attach,
  type Claim,
  type ClaimOfRun,
  type ParameterValue,
  type ProbeCard,
  type Tier,
} from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import { planRun, type Plan } from '#trainer/run/index.ts'

/** A run that is to be made, and the claims that it is to be held to: all that are said of such a run. */
export interface Member {
  readonly plan: Plan
  readonly claims: readonly ClaimOfRun[]
}

export interface Wanted {
  readonly seeds: readonly number[]
  /** `key=value` each, on top of what a claim sets. */
  readonly set: readonly string[]
  readonly tier: Tier
}

/**
 * The runs that it takes to verify what an experiment claims: one for each seed of each settings and length. What is said of several
 * runs along a setting is a claim of each of them here.
 */
export function membersFor(experiment: Experiment, { seeds, set, tier }: Wanted): Member[] {
  const byRun = new Map<string, Claim[]>()
  for (const claim of claimsWithin(experiment, tier).flatMap(ofEachRun)) {
    const key = JSON.stringify([settingsOf(experiment, claim), claim.steps ?? experiment.steps])
    byRun.set(key, [...(byRun.get(key) ?? []), claim])
  }
  return [...byRun.values()].flatMap((claims) =>
    seedsFor(claims, seeds).map((seed) => ({
      plan: planFor(experiment, claims, seed, set),
      claims: claims.map((claim) => claimOfRun(experiment, claim)),
    })),
  )
}

/** Those that are asked for, and the next ones where a claim is said of more. */
function seedsFor(claims: readonly Claim[], seeds: readonly number[]): number[] {
  const missing = Math.max(...claims.map((claim) => claim.seeds ?? 1)) - seeds.length
  const next = Math.max(...seeds) + 1
  return [...seeds, ...Array.from({ length: Math.max(0, missing) }, (_, i) => next + i)]
}

/** The claims whose runs take no longer than those of a tier. */
function claimsWithin({ claims }: Pick<Experiment, 'claims'>, tier: Tier): Claim[] {
  return claims.filter((claim) => TIERS.indexOf(claim.tier ?? 'ci') <= TIERS.indexOf(tier))
}

/** A claim along a setting, once for each value. */
function ofEachRun(claim: Claim): Claim[] {
  const { along, settings } = claim
  if (along === undefined) return [claim]
  return along.values.map((value) => ({ ...claim, settings: { ...settings, [along.key]: value } }))
}

/** Only what the claims read is measured: probes change no number of a run, and cost time. */
function planFor(experiment: Experiment, claims: readonly Claim[], seed: number, set: readonly string[]): Plan {
  const { steps = experiment.steps } = claims[0]!
  const changes = [...settingsText(claims[0]!), ...set]
  // Itself, which need not be the one that the catalogue has by this id.
  const plan = planRun({ experiment: experiment.id, seed, steps, set: changes }, [experiment])
  return {
    ...plan,
    probes: attachedFor(
      experiment,
      claims.flatMap(({ of }) => seriesOf(of)),
    ),
  }
}

/** The probes of these series, as the experiment has them, and those whose series they read in turn. */
function attachedFor({ probes }: Experiment, series: readonly string[]): Attach[] {
  const attached = new Map<string, Attach>()
  const waiting = series.map(probeOf)
  for (const id of waiting) {
    if (attached.has(id)) continue
    const own = probes.find((one) => (typeof one === 'string' ? one : one.probe) === id) ?? id
    const card = catalogue.find((probe) => probe.id === id)
    const attach = withoutGaps(typeof own === 'string' ? { probe: own } : own, card)
    attached.set(id, attach)
    for (const option of card?.options ?? [])
      if (option.type === 'series') waiting.push(probeOf(String(attach.options?.[option.key] ?? option.default)))
  }
  // In the order of the catalogue of the experiment: what reads a series comes behind it, as in any run.
  const rank = (id: string) => catalogue.findIndex((probe) => probe.id === id)
  return [...attached.values()].sort((a, b) => rank(a.probe) - rank(b.probe))
}

/** A claim may be of a step: where a run measures as its curve asks for, this one measures as often as that ever does. */
function withoutGaps(attach: Attach, card: Pick<ProbeCard, 'cadence'> | undefined): Attach {
  const cadence = attach.cadence ?? card?.cadence
  return cadence?.kind === 'adaptive' ? { ...attach, cadence: densestOf(cadence) } : attach
}

const probeOf = (series: string) => series.split('/')[0]!

/** All that a run for a claim is made by: one that says what holds anyway is of the same run. */
function settingsOf({ parameters }: Pick<Experiment, 'parameters'>, { settings = {} }: Claim): ParameterValue[] {
  return parameters.map((card) => settings[card.key] ?? card.default)
}

function settingsText({ settings = {} }: Claim): string[] {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
}
