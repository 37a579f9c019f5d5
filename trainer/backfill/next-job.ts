import type { Probe } from '#probes/define.ts'
import { unfulfilled, type Ledger } from './coverage.ts'
import { sourcesOf } from './sources.ts'
import type { Wish } from './request.ts'

/** What a replayer is given to do: wishes that a replay fulfils together, and who measures what they read. */
export interface Task {
  readonly wishes: readonly Wish[]
  readonly sources: readonly Wish[]
  /** How far there is something to do by now. */
  readonly goal: number
  /** Whether it grows with the run. */
  readonly isEndless: boolean
}

/**
 * What is to be done next; null where nothing is missing. What comes to an end is served first: what a replay measures
 * to the end of the run is never done before that.
 */
export function taskOf(ledger: Ledger, catalogue: readonly Pick<Probe, 'id' | 'formerly' | 'options'>[]): Task | null {
  const missing = unfulfilled(ledger)
  const ending = missing.filter(({ live }) => live)
  const isEndless = ending.length === 0
  const wishes = isEndless ? missing : ending
  if (wishes.length === 0) return null
  const goal = Math.max(...wishes.map(({ gaps }) => gaps.at(-1)?.to ?? 0))
  const sources = sourcesOf(wishes, ledger.attached.values(), [...catalogue, ...ledger.offered])
  return { wishes, sources, goal, isEndless }
}

/** Whether one is the other some steps later: the same attachments. */
export function isSame(a: Task, b: Task): boolean {
  const areSame = (these: readonly Wish[], those: readonly Wish[]) =>
    these.length === those.length && these.every(({ attach }, i) => attach === those[i]?.attach)
  return areSame(a.wishes, b.wishes) && areSame(a.sources, b.sources)
}

/** The wishes as a replay takes them: of an endless one the last gap reaches to the run's end, however far it is by now. */
export function askedOf({ wishes, isEndless }: Task, steps: number): readonly Wish[] {
  if (!isEndless) return wishes
  return wishes.map(({ gaps, ...wish }) => ({
    ...wish,
    gaps: gaps.map((gap, i) => (i === gaps.length - 1 ? { ...gap, to: steps } : gap)),
  }))
}
