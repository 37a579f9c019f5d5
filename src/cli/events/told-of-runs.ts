import type { Store } from '#src/store/index.ts'
import { messageOf, type Envelope, type Fact, type Mark, type Run, type RunId } from '#src/vocabulary/index.ts'
import { say as sayHere } from '../terminal.ts'
import type { EventTeller } from './event-teller.ts'
import { markedBefore, newsOf } from './news.ts'
import { runEvent } from './run-event.ts'

type Marked = Envelope<Extract<Fact, { type: 'marked' }>>

/** So many runs are known at a time, and so many marks wait until it is known what was said of their runs before. */
const RUNS = 64
const WAITING = 1_000

/**
 * Tells the events of all runs that a hub is brought, as they have become durable. Of a run that was here before, as one that is resumed, the store
 * says what is no news.
 */
export function toldOfRuns(
  store: Pick<Store, 'facts' | 'summary'>,
  teller: EventTeller,
  hub: () => string,
  say: (line: string) => void = sayHere,
): (facts: readonly Envelope<Fact>[]) => void {
  const runs = new Map<RunId, { readonly run: Run; readonly isNew: (mark: Mark) => boolean }>()
  let waiting = 0
  let hasFailed = false
  const fail = (why: string) => {
    if (!hasFailed) say(`Some events are not told: ${why}; all are stored with their runs`)
    hasFailed = true
  }
  let turn = Promise.resolve()

  async function known(fact: Marked) {
    const here = runs.get(fact.run)
    if (here !== undefined) return here
    const { run } = await store.summary(fact.run)
    const next = { run, isNew: newsOf(run, markedBefore(await store.facts(fact.run), fact)) }
    if (runs.size >= RUNS) runs.delete(runs.keys().next().value!)
    runs.set(fact.run, next)
    return next
  }
  async function tell(fact: Marked): Promise<void> {
    const { run, isNew } = await known(fact)
    if (isNew(fact.report.mark)) teller.tell(runEvent(fact.report.mark, run, fact.at, hub()))
  }

  return (facts) => {
    for (const fact of facts.filter(isMarked)) {
      if (waiting >= WAITING) {
        fail(`${WAITING} events wait to be told`)
        return
      }
      waiting++
      turn = turn
        .then(() => tell(fact))
        .catch((error: unknown) => fail(messageOf(error)))
        .finally(() => waiting--)
    }
  }
}

function isMarked(fact: Envelope<Fact>): fact is Marked {
  return fact.report.type === 'marked'
}
