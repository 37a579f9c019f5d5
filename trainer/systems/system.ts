import type { Inputs } from '#probes/inputs.ts'
import type { ParameterValue, ParameterValues } from '#src/vocabulary/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import type { OtherSource } from './other-source.ts'
import type { NamedTensors, SystemState } from './system-state.ts'

/**
 * What a run steps through, between two updates: whatever has a state, a rule that brings it to the next step, and
 * something to measure. Loop, observers, checkpoints, replays and forks know nothing else of it.
 */
export interface System {
  readonly step: number
  /**
   * What probes may read at this step, the needs that its experiment provides. Each is computed when it is first read,
   * once a step, and is good until `advance`. Reading changes nothing of what follows.
   */
  readonly inputs: Partial<Inputs>
  /** Does now what the next update needs anyway, so that its time is not counted to whoever reads it first. */
  prepare(): void
  /** One update. */
  advance(): void
  /** What its updates took since it was opened. */
  readonly ownWork: OwnWork
  /** All that it needs to go on from here; good until `advance`. */
  state(): SystemState
  /** Goes on from a state of the same run instead, whatever came before, under the settings that led to it. */
  restore(state: SystemState, settings: ParameterValues): void
  /** Changes a setting from the next update on. What this step shows, it shows as it was. */
  set(key: string, value: ParameterValue): void
  /**
   * What this would show at a step (where the system stands, if nothing is said) if it were what the system is, under
   * these settings, where nothing is known of the steps around it. The system stays as it is.
   */
  glimpse<T>(weights: NamedTensors, settings: ParameterValues, read: (inputs: Partial<Inputs>) => T, step?: number): T
  /** Gives back what it holds on the device. */
  dispose(): void
}

/** What a system took for its own updates: nothing that was done for probes only. */
export interface OwnWork {
  readonly ms: number
  readonly updates: number
}

/** What a system is opened with, besides its settings and its seed. */
export interface Tools {
  readonly tf: Tf
  /** A second network to hold it against; left out without one. */
  readonly other?: OtherSource | null
  /** What its run had taken before, where it is resumed. */
  readonly elapsedSeconds?: number
}

/** Opens a system at its first step: a function of settings and seed alone. */
export type OpenSystem = (settings: ParameterValues, seed: number, tools: Tools) => System
