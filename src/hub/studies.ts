import { runtimeError } from '#src/vocabulary/index.ts'
import { isStudy, type Store } from '#src/store/index.ts'

/** Who asks, and how one tells whether anybody still waits for the answer. */
export interface Asker {
  /** Whether a token was shown: such a one does not wait for strangers. */
  readonly isKnown: boolean
  readonly isGone: () => boolean
}

/** Questions that look into many runs, asked of the store one at a time. */
export interface Studies {
  /** The store as somebody asks it. */
  storeFor(asker: Asker): Store
}

interface Waiting {
  readonly asker: Asker
  readonly begin: () => Promise<unknown>
  readonly drop: () => void
}

/** Beyond so many that wait, those whose asker has left are looked for at each question. */
const FEW = 32

/**
 * A study may take seconds of the thread that makes them. Here the others wait, one of each connection, where they can still be dropped: whoever asks,
 * leaves and asks again costs what is being answered, and nothing that waits. Those with a token come before strangers, each in order.
 */
export function newStudies(store: Store): Studies {
  let waiting: Waiting[] = []
  let isBusy = false

  function next(): void {
    if (isBusy) return
    waiting = withoutGone(waiting)
    const one = waiting.find(({ asker }) => asker.isKnown) ?? waiting[0]
    if (one === undefined) return
    waiting = waiting.filter((other) => other !== one)
    isBusy = true
    void one.begin().finally(() => {
      isBusy = false
      next()
    })
  }

  const ask = <T>(asker: Asker, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const begin = () => Promise.resolve().then(work).then(resolve, reject)
      if (waiting.length >= FEW) waiting = withoutGone(waiting)
      waiting.push({ asker, begin, drop: () => reject(runtimeError('Nobody waits for the answer any more')) })
      next()
    })

  return {
    storeFor: (asker) => ({
      ...store,
      list: (question) => (isStudy(question) ? ask(asker, () => store.list(question)) : store.list(question)),
      columnsOf: (question) => ask(asker, () => store.columnsOf(question)),
      groupsOf: (question, by) => ask(asker, () => store.groupsOf(question, by)),
      aggregate: (question) => ask(asker, () => store.aggregate(question)),
      effects: (question) => ask(asker, () => store.effects(question)),
      factors: (question) => ask(asker, () => store.factors(question)),
      leads: (question) => ask(asker, () => store.leads(question)),
    }),
  }
}

/** Those that are still waited for; the others are told so. */
function withoutGone(waiting: readonly Waiting[]): Waiting[] {
  return waiting.filter(({ asker, drop }) => {
    const isGone = asker.isGone()
    if (isGone) drop()
    return !isGone
  })
}
