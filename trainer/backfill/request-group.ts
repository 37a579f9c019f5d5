import { unfulfilled, type Coverage } from './coverage.ts'
import type { BackfillRequest } from './request.ts'
import { sourcesOf, type ReadableProbe } from './sources.ts'

/** Requests that one replay fulfils together, and the probes whose series they read. */
export interface RequestGroup {
  readonly requests: readonly BackfillRequest[]
  /** Who measures what the wanted probes read. */
  readonly sources: readonly BackfillRequest[]
  /** How far there is something to do by now. */
  readonly goal: number
  /** Whether there will be more to do as the run goes on. */
  readonly growsWithRun: boolean
}

/**
 * What a replay is to measure next; null where nothing is missing. What comes to an end is served first: what a replay
 * measures to the end of the run is never done before that.
 */
export function nextGroup(coverage: Coverage, catalogue: readonly ReadableProbe[]): RequestGroup | null {
  const missing = unfulfilled(coverage)
  const ending = missing.filter(({ live }) => live)
  const growsWithRun = ending.length === 0
  const known = [...catalogue, ...coverage.offered]
  const plain = ending.filter(({ beside }) => beside === undefined)
  const requests = growsWithRun ? missing : plain.length > 0 ? plain : together(ending, coverage, known)
  if (requests.length === 0) return null
  const goal = Math.max(...requests.map(({ gaps }) => gaps.at(-1)?.to ?? 0))
  const sources = sourcesOf(requests, coverage.attached.values(), known)
  return { requests, sources, goal, growsWithRun }
}

/**
 * The first of denser pasts, and those that one replay fulfils with it. What reads a probe finds it as the run had it, and not
 * as it was wanted later: who reads another, or is read, has a replay alone.
 */
function together(
  denser: readonly BackfillRequest[],
  { attached }: Coverage,
  catalogue: readonly ReadableProbe[],
): readonly BackfillRequest[] {
  const all = [...attached.values()]
  const probeOf = ({ attach }: BackfillRequest) => attach.probe
  const readers = all.filter((one) => sourcesOf([one], all, catalogue).length > 0)
  const read = readers.flatMap((one) => sourcesOf([one], all, catalogue))
  const tied = new Set([...readers, ...read].map(probeOf))
  const [first] = denser
  if (first === undefined || tied.has(probeOf(first))) return denser.slice(0, 1)
  return denser.filter((one) => !tied.has(probeOf(one)))
}

/** Whether one is the other some steps later: the same attachments. */
export function isSameGroup(a: RequestGroup, b: RequestGroup): boolean {
  const areSame = (these: readonly BackfillRequest[], those: readonly BackfillRequest[]) =>
    these.length === those.length && these.every(({ attach }, i) => attach === those[i]?.attach)
  return areSame(a.requests, b.requests) && areSame(a.sources, b.sources)
}

/**
 * The requests as a replay takes them: what grows reaches to the run's planned end, however far the run is by now, and
 * leaves out what is there already.
 */
export function upToTheEnd(
  { requests, growsWithRun }: RequestGroup,
  coverage: Coverage,
  steps: number,
): readonly BackfillRequest[] {
  if (!growsWithRun) return requests
  const wanted = new Set(requests.map(({ attach }) => attach))
  return unfulfilled({ ...coverage, step: steps }).filter(({ attach }) => wanted.has(attach))
}
