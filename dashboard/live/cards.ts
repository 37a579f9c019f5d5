import { concatMap, from, Observable, of } from 'rxjs'
import type { Envelope, Fact, RunId } from '#src/vocabulary/index.ts'
import type { Refusal, RunCards, RunView } from '#src/wire/protocol.ts'

/** Puts the cards of a run, which its facts name by a hash, back into the Report that it started with. */
export interface CardsBack {
  /** The facts that come, in their order. */
  readonly facts: (fact$: Observable<Envelope<Fact>>) => Observable<Envelope<Fact>>
  /** A view when its cards are there, with the facts that came of its run meanwhile. */
  readonly view: (view: RunView, fact$: Observable<Envelope<Fact>>) => Observable<RunView>
}

/**
 * Each hash is asked for once: many runs share a catalogue of some hundred kilobytes. Where it cannot be had the run is
 * shown without its cards, and the next that wants it asks again.
 */
export function cardsBack(ask: (hash: string) => Promise<{ ok: true; cards: RunCards } | Refusal>): CardsBack {
  const known = new Map<string, Promise<RunCards>>()

  function cardsOf(hash: string): Promise<RunCards> {
    const asked = known.get(hash) ?? ask(hash).then((reply) => (reply.ok ? reply.cards : Promise.reject(reply)))
    known.set(hash, asked)
    return asked.catch(() => {
      known.delete(hash)
      return NO_CARDS
    })
  }

  async function whole(fact: Envelope<Fact>): Promise<Envelope<Fact>> {
    const hash = hashOf(fact)
    return hash === null ? fact : { ...fact, report: { ...fact.report, ...(await cardsOf(hash)) } as Fact }
  }

  return {
    facts: (fact$) => fact$.pipe(concatMap((fact) => (hashOf(fact) === null ? of(fact) : from(whole(fact))))),
    view: (view, fact$) => {
      if (!view.facts.some((fact) => hashOf(fact) !== null)) return of(view)
      return new Observable((subscriber) => {
        const meanwhile: Envelope<Fact>[] = []
        const heard = fact$.subscribe((fact) => isOf(fact, view.summary.run.id) && meanwhile.push(fact))
        void Promise.all(view.facts.map(whole)).then((facts) => {
          subscriber.next({ ...view, facts: [...facts, ...meanwhile] })
          subscriber.complete()
        })
        return () => heard.unsubscribe()
      })
    },
  }
}

const NO_CARDS: RunCards = { probes: [], detectors: [] }

/** The hash by which a Report names its cards; null where it has none to be put back. */
function hashOf({ report }: Envelope<Fact>): string | null {
  const hash = report?.type === 'started' ? (report as { readonly cards?: unknown }).cards : null
  return typeof hash === 'string' ? hash : null
}

function isOf({ run }: Envelope<Fact>, id: RunId): boolean {
  return run === id
}
