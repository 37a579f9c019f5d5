import { Observable, type OperatorFunction } from 'rxjs'
import type { Report } from '#src/vocabulary/index.ts'
import type { FromReplay, Job } from './job.ts'
import { noted, unfulfilled, type Ledger } from './ledger.ts'
import { startReplayer, type Died, type Replayer } from './replayer.ts'
import type { Wish } from './wish.ts'

/** What filling a past depends on besides the run's Reports. */
export type Past = Pick<Job, 'run' | 'checkpoints' | 'ownProbes' | 'other'>

/** A replay that is killed begins again, unless it dies so often without having told anything. */
const MOST_DEATHS = 3

/**
 * Adds to a run's Reports those of its past: whoever is attached late has a replay of the run, in a process of its
 * own, measure what was missed. It completes when the run has ended and nothing of its past is missing any more.
 * `before` is what had been reported when the run was taken up again.
 */
export function fillPast(past: Past, before: Ledger): OperatorFunction<Report, Report> {
  return (report$) =>
    new Observable((subscriber) => {
      let ledger = before
      let isOver = false
      let replayer: Replayer | null = null
      /** What the replayer goes through; null while it waits. */
      let under: { readonly wishes: readonly Wish[]; readonly goal: number } | null = null
      let last: readonly Wish[] = []
      /** Replays that died one after the other, none of which told anything. */
      let deaths = 0

      function tell(report: Report): void {
        ledger = noted(ledger, report)
        subscriber.next(report)
      }

      function heard(message: FromReplay | Died): void {
        if (message.type === 'reported') {
          deaths = 0
          for (const report of message.reports) if (isWanted(report)) tell(report)
        } else {
          const wishes = under?.wishes ?? []
          under = null
          if (message.type !== 'arrived') replayer = null
          if (message.type === 'died') deaths += 1
          if (message.type === 'gave-up' || (message.type === 'died' && deaths >= MOST_DEATHS)) giveUp(wishes, message)
        }
        goOn()
      }

      function giveUp(wishes: readonly Wish[], { why }: { readonly why: string }): void {
        deaths = 0
        for (const { attach } of wishes)
          if (isAttached(attach.probe)) tell({ type: 'unfilled', probe: attach.probe, step: ledger.step, why })
      }

      function goOn(): void {
        if (under !== null && !under.wishes.some(({ attach }) => isAttached(attach.probe))) stop()
        if (under !== null) return
        const missing = unfulfilled(ledger)
        const once = missing.filter(({ live }) => live)
        const wishes = once.length > 0 ? once : missing
        if (wishes.length === 0) {
          if (!isOver) return
          stop()
          return subscriber.complete()
        }
        const goal = once.length > 0 ? Math.max(...once.map(({ gaps }) => gaps.at(-1)?.to ?? 0)) : ledger.step
        const { log } = ledger
        const goesFurther = replayer !== null && once.length === 0 && isSame(wishes, last)
        under = { wishes, goal }
        if (goesFurther) return replayer?.send({ type: 'further', goal, log })
        replayer?.close()
        replayer = startReplayer(heard)
        last = wishes
        const endless = wishes.map((wish) => (wish.live ? wish : { ...wish, gaps: openEnded(wish, past.run.steps) }))
        const sources = [...ledger.attached.values()].filter((wish) => !wishes.includes(wish))
        replayer.send({ type: 'job', job: { ...past, wishes: endless, sources, log, goal } })
      }

      function stop(): void {
        replayer?.close()
        replayer = null
        under = null
      }

      const isAttached = (probe: string) => ledger.attached.has(probe)
      const isWanted = (report: Report) =>
        !('probe' in report) || typeof report.probe !== 'string' || isAttached(report.probe)

      subscriber.add(stop)
      subscriber.add(
        report$.subscribe({
          next(report) {
            tell(report)
            goOn()
          },
          error: (error: unknown) => subscriber.error(error),
          complete() {
            isOver = true
            goOn()
          },
        }),
      )
      goOn()
    })
}

/** Of a wish that the run does not measure: to the run's end, however far it is by now. */
function openEnded({ gaps }: Wish, steps: number): Wish['gaps'] {
  return gaps.map((gap, i) => (i === gaps.length - 1 ? { ...gap, to: steps } : gap))
}

function isSame(a: readonly Wish[], b: readonly Wish[]): boolean {
  return a.length === b.length && a.every(({ attach }, i) => attach.probe === b[i]?.attach.probe)
}
