import { Observable, type OperatorFunction } from 'rxjs'
import type { Probe } from '#probes/define.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { probeOf } from './about.ts'
import type { FromReplay, Job } from './job.ts'
import { isTrainedAfter } from './is-trained.ts'
import { lastWords } from './last-words.ts'
import { coverageAfter, type Coverage } from './coverage.ts'
import { startReplayer, type Died, type Replayer, type StartReplayer } from './replayer.ts'
import { askedOf, isSame, taskOf, type Task } from './next-job.ts'
import type { BackfillRequest } from './request.ts'

/** What filling a past depends on besides the run's Reports. */
export interface Past extends Pick<Job, 'run' | 'checkpoints' | 'userProbes' | 'other'> {
  /** Says which probe reads which series. */
  readonly catalogue: readonly Pick<Probe, 'id' | 'formerly' | 'options'>[]
  readonly start?: StartReplayer
}

/** How long a replay that has caught up with a run waits for more of it: each time it goes on is a Report. */
const REST_MS = 1000

/** A replay that is killed begins again, unless it dies so often without having told anything. */
const MOST_DEATHS = 3

/**
 * Adds to a run's Reports those of its past: whoever is attached late has a replay of the run, in a process of its
 * own, measure what was missed. It completes when the run has ended and nothing of its past is missing any more.
 * `before` is what had been reported when the run was taken up again.
 */
export function fillPast(
  { catalogue, start = startReplayer, ...past }: Past,
  before: Coverage,
): OperatorFunction<Report, Report> {
  const { steps } = past.run
  return (report$) =>
    new Observable((subscriber) => {
      let coverage = before
      let isOver = false
      let replayer: Replayer | null = null
      let task: Task | null = null
      let isUnderWay = false
      let rest: NodeJS.Timeout | undefined
      let deaths = 0
      let isTraining = true

      function tell(report: Report): void {
        if (report.type === 'declared' && coverage.declared.has(report.series.name)) return
        coverage = coverageAfter(coverage, report)
        subscriber.next(report)
        for (const word of lastWords(report, coverage, steps)) tell(word)
      }

      function heard(message: FromReplay | Died): void {
        if (message.type === 'reported') {
          deaths = 0
          for (const report of message.reports) if (isWanted(report)) tell(toItsEnd(report))
        } else {
          isUnderWay = false
          if (message.type === 'died') {
            replayer = null
            deaths += 1
            if (deaths >= MOST_DEATHS) gaveUp(message.why)
          } else if (message.type === 'gave-up') gaveUp(message.why)
          else if (task?.isEndless && !isOver) rest = setTimeout(rested, REST_MS)
        }
        goOn()
      }

      function gaveUp(why: string): void {
        replayer = null
        deaths = 0
        for (const { attach } of task?.requests.filter(isCurrent) ?? [])
          tell({ type: 'unfilled', probe: attach.probe, step: Math.max(0, coverage.step), why })
      }

      /** Starts what there is to do, and stops what nobody wants any more. */
      function goOn(): void {
        if (replayer !== null && !task?.requests.some(isCurrent)) stop()
        if (isUnderWay) return
        const next = taskOf(coverage, catalogue)
        if (next === null) {
          if (isOver) finish()
          return
        }
        const { goal, sources, isEndless } = next
        const { log } = coverage
        if (replayer !== null && task !== null && isEndless && isSame(next, task)) {
          if (rest !== undefined) return
          isUnderWay = true
          return replayer.send({ type: 'further', goal, log })
        }
        stop()
        task = next
        isUnderWay = true
        replayer = start(heard)
        replayer.send({ type: 'job', job: { ...past, requests: askedOf(next, steps), sources, log, goal } })
        if (!isTraining) replayer.send({ type: 'pace', isTraining })
      }

      /** A replay spares the run only while there is something to spare. */
      function pace(report: Report): void {
        const now = isTrainedAfter(report, isTraining)
        if (now !== isTraining) replayer?.send({ type: 'pace', isTraining: now })
        isTraining = now
      }

      function rested(): void {
        clearTimeout(rest)
        rest = undefined
        goOn()
      }

      function stop(): void {
        clearTimeout(rest)
        rest = undefined
        replayer?.close()
        replayer = null
        isUnderWay = false
      }

      function finish(): void {
        stop()
        subscriber.complete()
      }

      /** Whether a request still stands: a probe that was detached and attached again is another request. */
      function isCurrent({ attach }: BackfillRequest): boolean {
        const now = coverage.attached.get(attach.probe)
        return now?.attach === attach && now.gaps.length > 0
      }

      function isWanted(report: Report): boolean {
        return task?.requests.some((request) => request.attach.probe === probeOf(report) && isCurrent(request)) ?? false
      }

      /** Of a run that was stopped early, the end has come closer. */
      function toItsEnd(report: Report): Report {
        return report.type === 'filled' && isOver ? { ...report, goal: Math.min(report.goal, coverage.step) } : report
      }

      subscriber.add(stop)
      subscriber.add(
        report$.subscribe({
          next(report) {
            tell(report)
            pace(report)
            goOn()
          },
          error: (error: unknown) => subscriber.error(error),
          complete() {
            isOver = true
            rested()
          },
        }),
      )
      goOn()
    })
}
