import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { NEEDS, PhasescopeError, usageError, type Need } from '#src/vocabulary/index.ts'
import { offlineNeeds, type Given } from '#trainer/offline/index.ts'
import { objectiveOfProducts } from './objective-of-products.ts'
import { otherExamplesIn } from './same-examples.ts'
import { givenOf, type Snapshot } from './snapshot.ts'

/** What a probe cannot be given of a snapshot, and why. */
export interface MissingNeed {
  readonly need: Need | 'every step' | 'the same examples'
  readonly why: string
}

/** What the probes read of one snapshot: each need once, however many probes ask for it. */
export interface NeedsOfSnapshot {
  /** Throws a usage error where the snapshot does not have it. */
  read<N extends Need>(need: N): Inputs[N]
  /** All that a probe needs, but for series, which come from what was measured. */
  inputsOf(probe: Pick<Probe, 'needs' | 'memory'>): Partial<Inputs>
  /** The first need of a probe that the snapshot does not serve; null where it serves all. */
  missingFor(probe: Pick<Probe, 'needs' | 'memory'>): MissingNeed | null
}

/** Needs that no snapshot brings by itself. */
const FROM_ELSEWHERE: readonly Need[] = ['series']
/** What a training has and a snapshot can bring; everything else is of systems of other kinds. */
const BROUGHT: readonly Need[] = [
  ...(['weights', 'initialWeights', 'updates', 'previousUpdates', 'gradients', 'previousGradients'] as const),
  ...(['train', 'test', 'classes', 'predictions', 'labels', 'head', 'other'] as const),
  ...(['hidden', 'initialHidden', 'referenceHidden', 'attention', 'residueWeights'] as const),
  ...(['objective', 'optimizer', 'chain', 'initialChain'] as const),
]
const AT_STEP_0: readonly Need[] = ['initialWeights', 'initialHidden', 'referenceHidden', 'initialChain']

export function needsOfSnapshot(snapshot: Snapshot, linalg: LinearAlgebra): NeedsOfSnapshot {
  const known = new Map<Need, { readonly value: unknown } | { readonly error: unknown }>()
  const otherExamples = otherExamplesIn(snapshot)

  function read<N extends Need>(need: N): Inputs[N] {
    const found = known.get(need) ?? outcomeOf(() => valueOf(need, snapshot, linalg))
    known.set(need, found)
    if ('error' in found) throw found.error
    return found.value as Inputs[N]
  }

  function missingFor(probe: Pick<Probe, 'needs' | 'memory'>): MissingNeed | null {
    const { needs } = probe
    for (const need of needs.filter((one) => !FROM_ELSEWHERE.includes(one))) {
      try {
        touch(need, read(need), needs)
      } catch (error) {
        if (error instanceof PhasescopeError) return { need, why: error.message }
        throw error
      }
    }
    const why = otherExamples(probe)
    return why === null ? null : { need: 'the same examples', why }
  }

  function inputsOf(probe: Pick<Probe, 'needs' | 'memory'>): Partial<Inputs> {
    const why = otherExamples(probe)
    if (why !== null) throw usageError(why)
    return Object.fromEntries(
      probe.needs.filter((need) => !FROM_ELSEWHERE.includes(need)).map((need) => [need, read(need)]),
    )
  }
  return { read, inputsOf, missingFor }
}

function outcomeOf(work: () => unknown) {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}

/** As a run has it: no update before step 1, no step before step 0. */
function valueOf(need: Need, snapshot: Snapshot, linalg: LinearAlgebra): unknown {
  const { step, initial, other, input } = snapshot
  const given = givenOf(snapshot)
  const hasParts = input.snapshot !== undefined
  if (!BROUGHT.includes(need)) throw usageError(`A snapshot does not bring ${need} (${NEEDS[need].about})`)
  if (need === 'updates' && step === 0) return null
  if (need === 'previousUpdates' && step <= 1) return null
  if (need === 'previousGradients' && step === 0) return null
  if (AT_STEP_0.includes(need) && initial === null)
    throw usageError(`This needs the same network at step 0, of which there is no snapshot; write one, or name a file by --initial`) // prettier-ignore
  if (need === 'objective' && given.model === null && snapshot.products !== null)
    return objectiveOfProducts(step, input, snapshot.products)
  if (need === 'other')
    return offlineNeeds.other.read({ ...given, others: other === null ? [] : [other] }, linalg, ASKING)
  if (['attention', 'residueWeights'].includes(need) && !hasParts)
    throw missing(snapshot, `${need === 'attention' ? need : 'residues'}.…`)
  if (need === 'hidden' && !hasParts && given.model === null) throw missing(snapshot, 'hidden.…')
  if (need === 'gradients' && given.model === null && !isNamed(given, 'grad.')) throw missing(snapshot, 'grad.…')
  return offlineNeeds[need].read(given, linalg, ASKING)
}

/** Which of several probes asks makes no difference to a snapshot, whose names say what each tensor is. */
const ASKING = { needs: ['weights'], options: [] } as unknown as Probe

const isNamed = ({ input }: Given, start: string) => Object.keys(input.tensors).some((name) => name.startsWith(start))

function missing({ input }: Snapshot, tensor: string) {
  return usageError(`${input.name} has no tensor '${tensor}'`)
}

/** What is read late says now whether it is there. */
function touch(need: Need, value: unknown, needs: readonly Need[]): void {
  if (need === 'chain' || need === 'initialChain') {
    const { layers, train, loss } = value as Inputs['chain']
    void [layers, train.targets, loss]
  }
  if (need === 'predictions') void (value as Inputs['predictions']).train
  if ((need === 'train' || need === 'test') && needs.includes('classes')) void (value as Inputs['train']).accuracy
}
