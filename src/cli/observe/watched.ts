import { probeNamed, probeWithId, type Probe } from '#probes/define.ts'
import { checkedOptions } from '#trainer/observing/index.ts'
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

/** The word that stands for every probe that the snapshots serve. */
const ALL = 'all'

/** What is to be measured: what was named on the command line, and what the page attached. Each snapshot is one occasion. */
export interface Wish {
  readonly watched: readonly Watched[]
  /** Whether only those that are served are meant, since nobody named them. */
  readonly isDefault: boolean
}

/** `id`, `id@N`, or `all`; without any the usual ones. */
export function wishOf(typed: readonly string[], catalogue: readonly Probe[]): Wish {
  if (typed.length === 0 || typed.includes(ALL)) {
    const ids = typed.length === 0 ? UNASKED : catalogue.map(({ id }) => id)
    const named = typed.filter((one) => one !== ALL).map((one) => watchedFrom(one, catalogue))
    const others = ids.filter((id) => !named.some(({ probe }) => probe.id === id))
    return { watched: [...named, ...others.map((id) => watchedFrom(id, catalogue))], isDefault: true }
  }
  return { watched: typed.map((one) => watchedFrom(one, catalogue)), isDefault: false }
}

function watchedFrom(typed: string, catalogue: readonly Probe[]): Watched {
  const { probe: id, cadence } = probeAsTyped('--probe', typed)
  const probe = probeNamed(catalogue, id)
  return { probe, cadence: cadence ?? AT_EACH, options: checkedOptions(probe, {}) }
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
