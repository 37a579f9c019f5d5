import { runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { arrivalOfPeople, type PeoplesReport, type Store } from '#src/store/index.ts'
import type { Arrival } from './commit.ts'

/**
 * Writes down what people say of runs at this hub, by the way of every other Report: durable when it is answered, and then on
 * every page. What is said of one run waits for what was said of it before, whose number comes first.
 */
export function writingForPeople(
  store: Pick<Store, 'summary' | 'next'>,
  arrive: (arrival: Arrival) => void,
): (run: RunId, report: PeoplesReport) => Promise<void> {
  const turns = new Map<RunId, Promise<void>>()

  async function write(run: RunId, report: PeoplesReport): Promise<void> {
    const arrival = await arrivalOfPeople(store, run, report, Date.now())
    await new Promise<void>((resolve, reject) =>
      arrive({ ...arrival, answer: (reply) => (reply.ok ? resolve() : reject(runtimeError(reply.why))) }),
    )
  }

  return (run, report) => {
    const written = (turns.get(run) ?? Promise.resolve()).then(() => write(run, report))
    // Whoever said something that is refused is told so; the next in turn is not concerned.
    const turn = written
      .catch(() => {})
      .then(() => {
        if (turns.get(run) === turn) turns.delete(run)
      })
    turns.set(run, turn)
    return written
  }
}
