import { APART, type Drift, type LoggedCommand } from '#src/vocabulary/index.ts'
import { checkpointFiles, type CheckpointKind, type KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import { bringTo, type NamedTensors, type System, type SystemState, weightsOf } from '#trainer/systems/index.ts'

/** The run once more: at any later step, by updates or with the help of its checkpoints. */
export interface Retraining {
  /** Brings the system to a step, from the newest checkpoint if that is nearer, obeying what was set on the way. */
  to(step: number, log: readonly LoggedCommand[]): Promise<void>
  /** Weights that a checkpoint holds at a step; null where there is none, or where the system stands there itself. */
  weightsAt(step: number): NamedTensors | null
  kindAt(step: number): CheckpointKind | null
  /** Looks which checkpoints there are by now; the next one that is passed is compared. */
  refresh(): void
  /** Updates that were made: 0 where checkpoints were enough. */
  readonly updates: number
  /** How far it was from the last checkpoint that it was compared with; null before the first. */
  readonly drift: Drift | null
}

export function openRetraining(
  system: System,
  { parameters }: Pick<Plan, 'parameters'>,
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

  function nearest(behind: number, upTo: number): SystemState | null {
    for (;;) {
      const wholes = [...kinds].filter(([at, kind]) => kind === 'whole' && at > behind && at <= upTo)
      const newest = Math.max(-1, ...wholes.map(([at]) => at))
      if (newest < 0) return null
      const known = read(newest, (kept) => kept.wholeAt(newest))
      if (known !== null) return known.state
    }
  }

  /** Holds what was trained again to what was trained then, once a piece: on a CPU it is the same to the bit. */
  function compare(step: number): void {
    if (isCompared || !kinds.has(step)) return
    const then = read(step, (kept) => kept.weightsAt(step))
    if (then === null) return
    drift = { largest: largestDifference(then, weightsOf(system.state())), step }
    isCompared = true
  }

  return {
    async to(step, log) {
      for await (const reached of bringTo(system, step, { parameters, log, nearest, breathe })) {
        updates += 1
        compare(reached)
      }
    },
    weightsAt(step) {
      if (system.step === step || !kinds.has(step)) return null
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

function largestDifference(a: NamedTensors, b: NamedTensors): number {
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
