import { APART, type Drift, type LoggedCommand } from '#src/vocabulary/index.ts'
import { checkpointFiles, type CheckpointKind } from '#trainer/checkpoints/files.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { followSettings, recipeAt } from '#trainer/run/settings-in-force.ts'
import type { Training } from '#trainer/systems/gradient-descent/training.ts'

/** The run's training once more: to any later step, by updates or with the help of its checkpoints. */
export interface Retraining {
  /** Brings the training to a step, from the newest checkpoint if that is nearer, obeying what was set on the way. */
  to(step: number, log: readonly LoggedCommand[]): Promise<void>
  /** Weights that a checkpoint holds at a step; null where there is none, or where the training stands there itself. */
  weightsAt(step: number): WeightsByLayer | null
  kindAt(step: number): CheckpointKind | null
  /** Looks which checkpoints there are by now; the next one that is passed is compared. */
  refresh(): void
  /** Updates that were made: 0 where checkpoints were enough. */
  readonly updates: number
  /** How far it was from the last checkpoint that it was compared with; null before the first. */
  readonly drift: Drift | null
}

export function openRetraining(
  training: Training,
  plan: Plan,
  checkpoints: Pick<KeptCheckpoints, 'folder' | 'wholeAt' | 'weightsAt'> | null,
  breathe: () => Promise<void>,
): Retraining {
  let kinds = keptKinds(checkpoints)
  let updates = 0
  let drift: Drift | null = null
  let isCompared = false

  /** What is read of the checkpoint at a step; one that is gone or damaged is passed over, as if it were not there. */
  function read<T>(step: number, from: (kept: NonNullable<typeof checkpoints>) => T | null): T | null {
    try {
      const found = checkpoints === null ? null : from(checkpoints)
      if (found === null) kinds.delete(step)
      return found
    } catch {
      kinds.delete(step)
      return null
    }
  }

  function restoreNearest(step: number, log: readonly LoggedCommand[]): void {
    for (;;) {
      const wholes = [...kinds].filter(([at, kind]) => kind === 'whole' && at > training.step && at <= step)
      const nearest = Math.max(-1, ...wholes.map(([at]) => at))
      if (nearest < 0) return
      const known = read(nearest, (kept) => kept.wholeAt(nearest))
      if (known !== null) return training.restore(known.state, recipeAt(plan, log, nearest - 1))
    }
  }

  /** Holds what was trained anew to what was trained then, once a piece: on a CPU it is the same to the bit. */
  function compare(): void {
    const { step, weights } = training
    if (isCompared || !kinds.has(step)) return
    const then = read(step, (kept) => kept.weightsAt(step))
    if (then === null) return
    drift = { largest: largestDifference(then, weights), step }
    isCompared = true
  }

  return {
    async to(step, log) {
      restoreNearest(step, log)
      while (training.step < step) {
        followSettings(training, plan, log)
        training.advance()
        updates += 1
        compare()
        await breathe()
      }
    },
    weightsAt(step) {
      if (training.step === step || !kinds.has(step)) return null
      return read(step, (kept) => kept.weightsAt(step))
    },
    kindAt: (step) => kinds.get(step) ?? null,
    refresh() {
      kinds = keptKinds(checkpoints)
      isCompared = false
    },
    get updates() {
      return updates
    },
    get drift() {
      return drift
    },
  }
}

function largestDifference(a: WeightsByLayer, b: WeightsByLayer): number {
  let largest = 0
  for (const [layer, { values }] of Object.entries(a)) {
    const others = b[layer]?.values
    values.forEach((value, i) => {
      const other = others?.[i] ?? NaN
      if (Object.is(value, other)) return
      const distance = Math.abs(value - other)
      largest = Math.max(largest, Number.isFinite(distance) ? distance : APART)
    })
  }
  return largest
}

/** Which checkpoints there are, by their names alone. */
function keptKinds(checkpoints: Pick<KeptCheckpoints, 'folder'> | null): Map<number, CheckpointKind> {
  const files = checkpoints === null ? [] : checkpointFiles(checkpoints.folder)
  return new Map(files.toSorted((a, b) => a.kind.localeCompare(b.kind)).map(({ step, kind }) => [step, kind]))
}
