import type { Probe } from '#probes/define.ts'
import type { Source } from '#trainer/offline/index.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Of one snapshot: why a probe that compares the hidden layers of two steps example by example has nothing to say, its batch being another one
 * than that of step 0. Null where it is the same, where the probe compares nothing, and where the snapshots do not have their batch. The
 * batches are gone through once, whoever asks.
 */
export function otherExamplesIn({ input, initial, facts }: Pick<Snapshot, 'input' | 'initial' | 'facts'>) {
  const areSame = lazily(() => initial === null || initial === input || haveSameExamples(input, initial))
  return ({ needs, memory }: Pick<Probe, 'needs' | 'memory'>): string | null => {
    // Of a chain both are computed from the batch of this snapshot; what remembers has seen those of other steps.
    const comparesKept = facts.model === null && needs.some((need) => need === 'initialHidden' || need === 'referenceHidden') // prettier-ignore
    const comparesSeen = memory !== undefined && needs.includes('hidden')
    return (comparesKept || comparesSeen) && !areSame() ? WHY : null
  }
}

const WHY =
  'It compares steps example by example, and the snapshots have other examples at each; give run.snapshot the same batch at every call'

function haveSameExamples(a: Source, b: Source): boolean {
  for (const name of ['x', 'y', 'labels']) {
    const [one, other] = [a.tensors[name]?.values, b.tensors[name]?.values]
    if (one !== undefined && other !== undefined) return areEqual(one, other)
  }
  return true
}

function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}
