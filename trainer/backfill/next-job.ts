import type { Probe } from '#probes/define.ts'
import { unfulfilled, type Coverage } from './coverage.ts'
import { sourcesOf } from './sources.ts'
import type { BackfillRequest } from './request.ts'

/** What a replayer is given to do: requests that a replay fulfils together, and who measures what they read. */
export interface Task {
  readonly requests: readonly BackfillRequest[]
  readonly sources: readonly BackfillRequest[]
  /** How far there is something to do by now. */
  readonly goal: number
  /** Whether it grows with the run. */
  readonly isEndless: boolean
}

/**
 * What is to be done next; null where nothing is missing. What comes to an end is served first: what a replay measures
 * to the end of the run is never done before that.
 */
export function taskOf(
  coverage: Coverage,
  catalogue: readonly Pick<Probe, 'id' | 'formerly' | 'options'>[],
): Task | null {
  const missing = unfulfilled(coverage)
  const ending = missing.filter(({ live }) => live)
  const isEndless = ending.length === 0
  const requests = isEndless ? missing : ending
  if (requests.length === 0) return null
  const goal = Math.max(...requests.map(({ gaps }) => gaps.at(-1)?.to ?? 0))
  const sources = sourcesOf(requests, coverage.attached.values(), [...catalogue, ...coverage.offered])
  return { requests, sources, goal, isEndless }
}

/** Whether one is the other some steps later: the same attachments. */
export function isSame(a: Task, b: Task): boolean {
  const areSame = (these: readonly BackfillRequest[], those: readonly BackfillRequest[]) =>
    these.length === those.length && these.every(({ attach }, i) => attach === those[i]?.attach)
  return areSame(a.requests, b.requests) && areSame(a.sources, b.sources)
}

/** The requests as a replay takes them: of an endless one the last gap reaches to the run's end, however far it is by now. */
export function askedOf({ requests, isEndless }: Task, steps: number): readonly BackfillRequest[] {
  if (!isEndless) return requests
  return requests.map(({ gaps, ...request }) => ({
    ...request,
    gaps: gaps.map((gap, i) => (i === gaps.length - 1 ? { ...gap, to: steps } : gap)),
  }))
}
