import { Subject } from 'rxjs'
import { expect, test } from 'vitest'
import type { Envelope, Fact } from '#src/vocabulary/index.ts'
import type { Refusal, RunCards, RunView } from '#src/wire/protocol.ts'
import { cardsBack } from '#dashboard/live/cards.ts'
import { startedReport } from '../../src/store/reports.ts'

const CARDS = { probes: [{ id: 'gini' }], detectors: [] } as unknown as RunCards
const fact = (seq: number, report: unknown, run = 'r') => ({ run, seq, at: 0, report }) as Envelope<Fact>
const started = (hash: string, run = 'r') => {
  const report = startedReport(run) as Extract<Fact, { type: 'started' }>
  return fact(0, { type: 'started', run: report.run, cards: hash }, run)
}
const paused = (seq: number, run = 'r') => fact(seq, { type: 'applied', command: { type: 'pause' }, step: seq }, run)
const view = (...facts: Envelope<Fact>[]) =>
  ({ summary: { run: { id: 'r' } }, facts, series: [] }) as unknown as RunView

/** A hub that is asked for cards and answers when it is told to. */
function answering() {
  const asked: { hash: string; answer: (reply: { ok: true; cards: RunCards } | Refusal) => void }[] = []
  return { asked, ask: (hash: string) => new Promise<never>((answer) => asked.push({ hash, answer } as never)) }
}

test('the cards of a view are put back, with the facts that came meanwhile, and each hash is asked for once', async () => {
  const { asked, ask } = answering()
  const back = cardsBack(ask)
  const fact$ = new Subject<Envelope<Fact>>()
  const views: RunView[] = []
  const seen = new Promise<void>((done) =>
    back.view(view(started('sha256:a'), paused(1)), fact$).subscribe((one) => done(void views.push(one))),
  )
  back.view(view(started('sha256:a')), fact$).subscribe()
  fact$.next(paused(2))
  fact$.next(paused(2, 'another'))
  expect(asked.map(({ hash }) => hash)).toEqual(['sha256:a'])
  asked[0]!.answer({ ok: true, cards: CARDS })
  await seen
  expect(views[0]!.facts.map(({ seq }) => seq)).toEqual([0, 1, 2])
  expect(views[0]!.facts[0]!.report).toMatchObject({ type: 'started', probes: [{ id: 'gini' }], detectors: [] })
})

test('facts that come keep their order while the cards of one are asked for', async () => {
  const { asked, ask } = answering()
  const fact$ = new Subject<Envelope<Fact>>()
  const seen: number[] = []
  const both = new Promise<void>((done) =>
    cardsBack(ask)
      .facts(fact$)
      .subscribe(({ seq }) => seen.push(seq) === 2 && done()),
  )
  fact$.next(started('sha256:b'))
  fact$.next(paused(1))
  expect(seen).toEqual([])
  asked[0]!.answer({ ok: true, cards: CARDS })
  await both
  expect(seen).toEqual([0, 1])
})

test('a run whose cards cannot be had is shown without them, and the next asks again', async () => {
  const { asked, ask } = answering()
  const back = cardsBack(ask)
  const fact$ = new Subject<Envelope<Fact>>()
  const shown = new Promise<RunView>((done) => back.view(view(started('sha256:c')), fact$).subscribe(done))
  asked[0]!.answer({ ok: false, why: 'gone' })
  expect((await shown).facts[0]!.report).toMatchObject({ probes: [], detectors: [] })
  back.view(view(started('sha256:c')), fact$).subscribe()
  expect(asked).toHaveLength(2)
})

test('a view without a hash is shown at once', () => {
  const { asked, ask } = answering()
  const whole = view(fact(0, startedReport('r')), paused(1))
  const views: RunView[] = []
  cardsBack(ask)
    .view(whole, new Subject())
    .subscribe((one) => views.push(one))
  expect(views).toEqual([whole])
  expect(asked).toHaveLength(0)
})
