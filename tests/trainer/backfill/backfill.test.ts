import { take, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
import { backfill } from '#trainer/backfill/backfill.ts'
import { NO_COVERAGE, coverageAfter } from '#trainer/backfill/coverage.ts'
import type { FromReplay, Job, ToReplay } from '#trainer/backfill/job.ts'
import type { Died, StartReplayer } from '#trainer/backfill/replayer.ts'
import { marbles, type Marbles } from '../../marbles.ts'
import { attachedReport, context, endedReport, filledReport, measuredAt } from './played.ts'

/** Reports by their letters: digits are measured steps, `a` and `b` are attached at step 2, `b` to the end of the run. */
const reports: Record<string, Report> = {
  ...Object.fromEntries([...'0123456789'].map((step) => [step, measuredAt(Number(step))])),
  a: attachedReport('a', 2, 0),
  b: attachedReport('b', 2, 0, { live: false }),
  c: { type: 'detached', probe: 'b', step: 2 },
  d: { type: 'detached', probe: 'a', step: 2 },
  p: filledReport('a', 0, 0, 1),
  q: filledReport('a', 1, 1, 1),
  r: filledReport('b', 0, 2, 30),
  h: filledReport('b', 3, 3, 30),
  s: filledReport('b', 3, 4, 30),
  t: filledReport('b', 3, 4, 4),
  u: { type: 'unfilled', probe: 'a', step: 2, why: 'Killed' },
  e: endedReport(4),
  f: filledReport('b', 4, 4, 4),
  w: { type: 'applied', step: 2, command: { type: 'pause' } },
}

/** What a replayer says, by the same letters; `.` is that it has arrived, `x` that it died. */
const words: Record<string, FromReplay | Died> = {
  ...Object.fromEntries(
    [...'pqrhs'].map((letter) => [letter, { type: 'reported', reports: [reports[letter]!] }] as const),
  ),
  '.': { type: 'arrived', goal: 2, updates: 0 },
  x: { type: 'died', why: 'Killed' },
}

const run: Job['run'] = { id: 'r', experiment: 'e', parameters: {}, seed: 0, steps: context.steps }

/** Replayers that say what is drawn from when they are started, in turn, and what each was sent, and when. */
function drawnReplayers({ cold, now }: Marbles, ...lives: string[]) {
  const life$s = lives.map((life) => cold(life, words))
  const sent: string[] = []
  let started = 0
  const start: StartReplayer = (heard) => {
    const number = started++
    const life = life$s[number]!.subscribe(heard)
    return {
      pid: undefined,
      send: (message) => sent.push(`${now()} ms: ${message.type} to ${number}`),
      close: () => life.unsubscribe(),
    }
  }
  return { start, sent, lives: life$s.map(({ subscriptions }) => subscriptions) }
}

function filled(report$: Observable<Report>, start: StartReplayer, before = NO_COVERAGE): Observable<Report> {
  const past = { run, checkpoints: null, userProbes: null, other: null, catalogue: context.catalogue, start }
  return report$.pipe(backfill(past, before))
}

describe('backfill', () => {
  it('passes Reports on as they come, and ends with the run where nothing of its past is missing', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start } = drawnReplayers(helpers)
      const report$ = cold('                        0-12--e-|', reports)
      expectObservable(filled(report$, start)).toBe('0-12--e-|', reports)
      expectSubscriptions(report$.subscriptions).toBe('^-------!')
    }))

  it('has a replayer from when a probe is attached late until its past is there and the run has ended', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives } = drawnReplayers(helpers, '-p--q-------.')
      const report$ = cold('                        012a--3-4-e|', reports)
      expectObservable(filled(report$, start)).toBe('012ap-3q4-e----|', reports)
      expectSubscriptions(report$.subscriptions).toBe('^----------!')
      expectSubscriptions(lives[0]!).toBe('           ---^-----------!')
    }))

  it('fills in at once what was missing when the run was resumed, before the run says anything', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const before = [reports['2']!, reports.a!].reduce(coverageAfter, NO_COVERAGE)
      const { start, lives } = drawnReplayers(helpers, ' -p-q-----.')
      const report$ = cold('                                -----3e-|', reports)
      expectObservable(filled(report$, start, before)).toBe('-p-q-3e--|', reports)
      expectSubscriptions(lives[0]!).toBe('                   ^--------!')
    }))

  it('lets a replayer that has caught up rest for a second, and then go further', () => {
    const sent = marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives, ...replayers } = drawnReplayers(helpers, '-r. 1s s.')
      const report$ = cold('                        012b--34 1996ms e---|', reports)
      expectObservable(filled(report$, start)).toBe('012br-34 998ms s 997ms (ef)|', reports)
      expectSubscriptions(lives[0]!).toBe('           ---^ 2004ms !')
      return replayers.sent
    })
    expect(sent).toEqual(['3 ms: job to 0', '1005 ms: further to 0', '2004 ms: pace to 0'])
  })

  it('lets none rest once the run is over', () => {
    const sent = marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives, ...replayers } = drawnReplayers(helpers, '-r.---------s.')
      const report$ = cold('                        012b--34e---|', reports)
      expectObservable(filled(report$, start)).toBe('012br-34e------t|', reports)
      expectSubscriptions(lives[0]!).toBe('           ---^------------!')
      return replayers.sent
    })
    expect(sent).toEqual(['3 ms: job to 0', '8 ms: pace to 0', '12 ms: further to 0'])
  })

  it('lets each rest for a second of its own', () => {
    const sent = marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives, ...replayers } = drawnReplayers(helpers, '-r.', '-h.')
      const report$ = cold('                        012b-----c 500ms b3--4 1s c---|', reports)
      expectObservable(filled(report$, start)).toBe('012br----c 500ms b3h-4 1s c---|', reports)
      expectSubscriptions(lives[0]!).toBe('           ---^-----!')
      expectSubscriptions(lives[1]!).toBe('           --- 508ms ^ 1003ms !')
      return replayers.sent
    })
    expect(sent).toEqual(['3 ms: job to 0', '511 ms: job to 1', '1513 ms: further to 1'])
  })

  it('ends the replayer of a probe that is detached', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives } = drawnReplayers(helpers, '-p---q')
      const report$ = cold('                        012a--d---e|', reports)
      expectObservable(filled(report$, start)).toBe('012ap-d---e|', reports)
      expectSubscriptions(lives[0]!).toBe('           ---^--!')
    }))

  it('starts another where one died, three in a row', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives } = drawnReplayers(helpers, '--x', '-x', '-x')
      const report$ = cold('                        012a------e|', reports)
      expectObservable(filled(report$, start)).toBe('012a---u--e|', reports)
      expectSubscriptions(lives[0]!).toBe('           ---^-!')
      expectSubscriptions(lives[1]!).toBe('           -----^!')
      expectSubscriptions(lives[2]!).toBe('           ------^!')
    }))

  it('ends the replayer when nobody listens any more, and where the run throws', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives } = drawnReplayers(helpers, '-p--q', '-p--q')
      expectObservable(filled(cold('012a----------|', reports), start), '^----!').toBe('012ap', reports)
      expectSubscriptions(lives[0]!).toBe('                              ---^-!')
      const failing$ = filled(cold('012a---#', reports), start)
      expectObservable(failing$, '  ----------^').toBe('----------012ap--#', reports)
      expectSubscriptions(lives[1]!).toBe('           -------------^---!')
    }))

  it('starts none for whom the Report of its attachment was the last to be heard', () => {
    const sent = marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const { start, ...replayers } = drawnReplayers(helpers, '-p')
      const report$ = cold('                                      012a---|', reports)
      expectObservable(filled(report$, start).pipe(take(4))).toBe('012(a|)', reports)
      return replayers.sent
    })
    expect(sent).toEqual([])
  })

  it('gives every subscription replayers of its own', () =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const { start, lives } = drawnReplayers(helpers, '-p-q---.', '-p-q---.')
      const filled$ = filled(cold('            012a----e|', reports), start)
      expectObservable(filled$).toBe('         012ap-q-e-|', reports)
      expectObservable(filled$, '--^').toBe('  --012ap-q-e-|', reports)
      expectSubscriptions(lives[0]!).toBe('    ---^------!')
      expectSubscriptions(lives[1]!).toBe('    -----^------!')
    }))

  it('keeps the order where a replayer answers at once', () =>
    marbles(({ cold, expectObservable }) => {
      const start: StartReplayer = (heard) => ({
        pid: undefined,
        send: ({ type }) => type === 'job' && [...'pq.'].forEach((letter) => heard(words[letter]!)),
        close: () => {},
      })
      const report$ = cold('                        012a-----e|', reports)
      expectObservable(filled(report$, start)).toBe('012(apq)-e|', reports)
    }))

  it('does all that one event asks for before it hears what came of it', () => {
    const sent = marbles(({ cold, expectObservable }) => {
      const messages: string[] = []
      let started = 0
      const start: StartReplayer = (heard) => {
        const number = started++
        const send = ({ type }: ToReplay) => {
          messages.push(`${type} to ${number}`)
          if (type === 'job' && number === 0) heard(words.x!)
        }
        return { pid: undefined, send, close: () => {} }
      }
      const report$ = cold('                                   012wa-|', reports)
      expectObservable(filled(report$, start), '^-----!').toBe('012wa-', reports)
      return messages
    })
    expect(sent).toEqual(['job to 0', 'pace to 0', 'job to 1', 'pace to 1'])
  })
})
