import { probeNamed, probeWithId, type Probe } from '#probes/define.ts'
import { checkedOptions } from '#trainer/observing/index.ts'
import { probesMatching } from '#trainer/run/index.ts'
import type { Watched } from '#trainer/snapshots/index.ts'
import { badValue, every, messageOf, probeAsTyped, type Cadence } from '#src/vocabulary/index.ts'
import type { Asked } from './contract.ts'

/** What is measured where nobody names a probe, as far as the snapshots serve it. */
const UNASKED: readonly string[] = [
  'train-loss',
  'test-loss',
  'train-accuracy',
  'test-accuracy',
  'weight-norm',
  'gradient-norm',
  'distance-from-initialization',
  'stable-rank',
  'effective-rank',
  'linear-cka',
  'activation-effective-rank',
]

/** The word that stands for every probe that the snapshots serve, detectors too. */
const ALL = 'all'

/** What is to be measured besides what the page attaches. Each snapshot is one occasion. */
export interface Wish {
  /** Probes that somebody named: where the snapshots lack something, they say so. */
  readonly named: readonly Watched[]
  /** Those that a pattern stands for, or that are meant where nothing is said: as far as the snapshots serve them. */
  readonly whereServed: readonly Watched[]
}

/** `id`, `id@N`, a pattern such as `hessian-*`, or `all`, also several with commas between; without any the usual ones. */
export function wishOf(typed: readonly string[], catalogue: readonly Probe[]): Wish {
  const named = new Map<string, Watched>()
  const whereServed = new Map<string, Watched>()
  for (const one of typed.length === 0 ? UNASKED : typed.flatMap((some) => some.split(','))) {
    const { probe: name, cadence } = probeAsTyped('--probe', one)
    const several = typed.length === 0 ? [probeNamed(catalogue, name)] : severalNamed(name, catalogue)
    for (const probe of several ?? [probeNamed(catalogue, name)]) {
      const into = several === null ? named : whereServed
      into.set(probe.id, { probe, cadence: cadence ?? AT_EACH, options: checkedOptions(probe, {}) })
    }
  }
  return {
    named: [...named.values()],
    whereServed: [...whereServed.values()].filter(({ probe }) => !named.has(probe.id)),
  }
}

function severalNamed(name: string, catalogue: readonly Probe[]): readonly Probe[] | null {
  return name === ALL ? catalogue : probesMatching(name, catalogue)
}

/** What the page attached, and why something of it cannot be measured. */
export function attachedFrom(asked: readonly Asked[], catalogue: readonly Probe[]) {
  const watched: Watched[] = []
  const faults: string[] = []
  for (const { probe: id, cadence, options } of asked) {
    try {
      const probe = probeWithId(catalogue, id) ?? probeNamed(catalogue, id)
      watched.push({ probe, cadence: cadenceFrom(cadence), options: checkedOptions(probe, options) })
    } catch (error) {
      faults.push(`Probe '${id}', which was attached, is not measured: ${messageOf(error)}`)
    }
  }
  return { watched, faults }
}

/** The snapshots are the cadence: each that comes is measured. */
const AT_EACH: Cadence = every(1)

function cadenceFrom(given: Cadence | null): Cadence {
  if (given === null) return AT_EACH
  if (given.kind === 'every' && Number.isSafeInteger(given.steps) && given.steps >= 1) return given
  if (given.kind === 'per-decade' && Number.isSafeInteger(given.points) && given.points >= 1) return given
  if (given.kind === 'adaptive') return AT_EACH // as often as there is a snapshot, which is what its curve is known by
  throw badValue('cadence', 'every so many steps, or so many points per decade', given)
}
