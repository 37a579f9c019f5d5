import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'

/**
 * The share of its time that a replay computes while its run is being trained. A low priority gives way for the cores
 * but not for the memory behind them: on two cores a replay at full speed slows a run by a third.
 */
export const SHARE = availableParallelism() < 4 ? 0.2 : 1

/** In turns much longer than a step, so that most steps of the run meet no replay at all. */
const TURN_MS = 500

/** A past that is filled in within this needs no turns: who attached the probe sees its curve at once. */
const HEAD_START_MS = 1500

/** Computes and rests in turn while the run is being trained, and never rests while the run waits or has ended. */
export interface Pace {
  /** Said when the run is trained on, and when it waits. */
  follow(isTraining: boolean): void
  /** Called between two steps: rests if this turn is over. */
  rested(): Promise<void>
}

export function openPace(share: number, now = () => performance.now(), sleep: Sleep = asleep): Pace {
  let isTraining = true
  /** What a process takes until its first step counts for nothing. */
  let startedAt: number | null = null
  let turnAt = 0
  let resting: AbortController | null = null
  return {
    follow(goesOn) {
      if (goesOn && !isTraining) turnAt = now()
      isTraining = goesOn
      if (!goesOn) resting?.abort()
    },
    async rested() {
      startedAt ??= now()
      turnAt = Math.max(turnAt, startedAt + HEAD_START_MS)
      const worked = now() - turnAt
      if (!isTraining || share >= 1 || worked < TURN_MS) return
      resting = new AbortController()
      await sleep(worked * (1 / share - 1), resting.signal)
      resting = null
      turnAt = now()
    },
  }
}

/** Ends without an error when it is cut short. */
type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

const asleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {})
