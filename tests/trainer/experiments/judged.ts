import type { Probe } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import type { Claim, Claimed } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { endOf, envelopesOf, reportsOf, scalarsOf } from '../runs.ts'

/** A claim and what runs made of it: a value a seed. */
export interface Judged {
  readonly id: string
  readonly values: readonly number[]
  readonly holds: boolean
}

interface Trial {
  /** One, if nothing is said; claims about a mean over seeds are then judged only where they are asked for. */
  readonly seeds?: readonly number[]
  /** Those that are asked for. */
  readonly only?: readonly string[]
  /** Of the run, in place of its own. */
  readonly steps?: number
  /** In place of the catalogue's probe of the same id. */
  readonly planted?: Probe
}

/** Judges the claims of an experiment by runs of its own, one for each setting and seed. */
export async function judged(experiment: Experiment, { seeds = [1], only, ...trial }: Trial = {}): Promise<Judged[]> {
  const asked = (experiment.claims ?? []).filter(({ id, over }) =>
    only === undefined ? seeds.length > 1 || over !== 'mean' : only.includes(id),
  )
  const byRun = Object.groupBy(asked, ({ settings, steps }) => JSON.stringify([settings, steps]))
  const found: Judged[] = []
  for (const claims of Object.values(byRun) as Claim[][]) {
    const runs: Scalars[] = []
    for (const seed of seeds) runs.push(await seriesOf(experiment, claims, seed, trial))
    for (const claim of claims) {
      const values = runs.map((scalars) => valueOf(claim.of, scalars))
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const lies = (value: number) => value >= (claim.from ?? -Infinity) && value <= (claim.to ?? Infinity)
      found.push({ id: claim.id, values, holds: claim.over === 'mean' ? lies(mean) : values.every(lies) })
    }
  }
  return found
}

type Scalars = ReturnType<typeof scalarsOf>

/** Of a run with the probes that some claims of the same settings read, at the cadence that the experiment gives them. */
async function seriesOf(experiment: Experiment, claims: Claim[], seed: number, trial: Trial): Promise<Scalars> {
  const { settings = {}, steps = experiment.steps } = claims[0] as Claim
  const { planted } = trial
  const read = new Set(claims.flatMap(({ of }) => seriesIn(of)).map((series) => series.split('/')[0]))
  const attached = experiment.probes.filter((one) => read.has(typeof one === 'string' ? one : one.probe))
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const catalogue = { probes: probes.map((one) => (one.id === planted?.id ? planted : one)), detectors }
  const order = { experiment: experiment.id, seed, set, steps: trial.steps ?? steps }
  const envelopes = await envelopesOf(order, { plan: { experiment, probes: attached }, catalogue })
  const failed = reportsOf(envelopes, 'failed')
  if (endOf(envelopes).how !== 'completed' || failed.length > 0)
    throw new Error(`The run ended: ${endOf(envelopes).why} ${JSON.stringify(failed)}`)
  return scalarsOf(envelopes)
}

function seriesIn(of: Claimed): string[] {
  return 'series' in of ? [of.series] : [...seriesIn(of.of), ...seriesIn(of.and)]
}

function valueOf(of: Claimed, scalars: Scalars): number {
  if (of.kind === 'difference') return valueOf(of.of, scalars) - valueOf(of.and, scalars)
  if (of.kind === 'ratio') return valueOf(of.of, scalars) / valueOf(of.and, scalars)
  if (of.kind === 'at' && of.step === 'last') return scalars[of.series]?.at(-1)?.[1] ?? NaN
  if (of.kind === 'first' && of.is === 'above')
    return scalars[of.series]?.find(([, value]) => value >= of.value)?.[0] ?? NaN
  if (of.kind === 'over' && of.take === 'greatest') {
    const { from = 0, to = Infinity } = of
    return Math.max(
      ...(scalars[of.series] ?? []).flatMap(([step, value]) => (step >= from && step <= to ? [value] : [])),
    )
  }
  throw new Error(`Claims of the kind ${of.kind} are not judged here`)
}
