import { auditTime, filter, merge, Observable, Subject, Subscription, tap } from 'rxjs'
import {
  messageOf,
  type Aggregate,
  type AggregateQuestion,
  type EffectQuestion,
  type Effects,
  type Factors,
  type FactorsQuestion,
  type Judged,
  type LeadQuestion,
  type Leads,
  type RunId,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { Latest } from './latest.svelte.ts'
import type { Session } from './session.ts'

/** What is known of a question's answer. */
export interface Answer<A> {
  /** The newest answer; null before the first. */
  readonly value: A | null
  /** Why the last try gave none. */
  readonly problem: string | null
}

/** What it takes to ask what is computed in the store. */
export type Asking = Pick<Session, 'ready$' | 'line$' | 'aggregate' | 'effects' | 'factors' | 'leads' | 'claims'>

/** What was answered may be out of date, and is asked for again so often. */
const AGAIN_MS = 1_000
/** So many questions are on their way at once: what is seen first is answered first. */
const TOGETHER = 3
/** So many answers are kept, those that were asked for last. */
const KEPT = 200

const NONE: Answer<never> = { value: null, problem: null }

/**
 * The answers to a page's questions about many runs, or about all that is stored of one. One is asked when something that is drawn reads it, and again, at most
 * once a second, when one of its runs has gone on; while nobody reads it, nothing is asked.
 */
export class Answers {
  readonly #session: Asking
  readonly #known = new Map<string, Latest<Answer<unknown>>>()
  readonly #changed = new Subject<void>()
  readonly #listening = new Subscription()
  /** Raised when an answer may have become another one. */
  #age = 0
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** `belongs`: whether the line of the list that has changed is that of a run asked about. */
  constructor(session: Asking, belongs: (line: RunSummary) => boolean) {
    this.#session = session
    const line$ = session.line$.pipe(filter(belongs))
    this.#listening.add(
      merge(line$, session.ready$)
        .pipe(tap(() => this.#age++))
        .subscribe(() => this.#changed.next()),
    )
  }

  /** Stops to listen; nothing is asked from then on. */
  stop(): void {
    this.#listening.unsubscribe()
  }

  /** The answer as it is now, of a question that nobody goes on asking. */
  aggregateNow(question: AggregateQuestion): Promise<Aggregate> {
    return this.#inTurn(() => this.#session.aggregate(question))
  }

  aggregate(question: AggregateQuestion): Answer<Aggregate> {
    return this.#to('aggregate', question, () => this.#session.aggregate(question))
  }

  effects(question: EffectQuestion): Answer<Effects> {
    return this.#to('effects', question, () => this.#session.effects(question))
  }

  factors(question: FactorsQuestion): Answer<Factors> {
    return this.#to('factors', question, () => this.#session.factors(question))
  }

  leads(question: LeadQuestion): Answer<Leads> {
    return this.#to('leads', question, () => this.#session.leads(question))
  }

  /** What a run says of what is claimed of it. */
  claims(run: RunId): Answer<readonly Judged[]> {
    return this.#to('claims', { run }, () => this.#session.claims(run))
  }

  #to<A>(what: string, question: object, ask: () => Promise<A>): Answer<A> {
    const key = `${what} ${JSON.stringify(question)}`
    let known = this.#known.get(key)
    known ??= new Latest<Answer<unknown>>(this.#answers(ask), NONE)
    this.#known.delete(key)
    this.#known.set(key, known)
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value!)
    return known.current as Answer<A>
  }

  #answers<A>(ask: () => Promise<A>): Observable<Answer<A>> {
    let known: Answer<A> = NONE
    let age = -1
    return new Observable((subscriber) => {
      // Whoever asked before may have left before the answer came: it is the answer to this reader too, and is not asked for again.
      queueMicrotask(() => known !== NONE && subscriber.next(known))
      let isBusy = false
      const go = async () => {
        if (isBusy) return
        isBusy = true
        while (age !== this.#age && !subscriber.closed) {
          const asked = this.#age
          try {
            known = { value: await this.#inTurn(ask), problem: null }
          } catch (error) {
            known = { ...known, problem: messageOf(error) }
          }
          age = asked
          subscriber.next(known)
        }
        isBusy = false
      }
      const changed = this.#changed.pipe(auditTime(AGAIN_MS)).subscribe(() => void go())
      const ready = this.#session.ready$.subscribe(() => void go())
      return () => {
        changed.unsubscribe()
        ready.unsubscribe()
      }
    })
  }

  async #inTurn<A>(ask: () => Promise<A>): Promise<A> {
    if (this.#running >= TOGETHER) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
    try {
      return await ask()
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }
}
