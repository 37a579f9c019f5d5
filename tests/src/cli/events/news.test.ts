import { expect, test } from 'vitest'
import { markedBefore, newsOf } from '#src/cli/events/news.ts'
import { toldOfRuns } from '#src/cli/events/told-of-runs.ts'
import { eventVariables, runEvent, type RunEvent } from '#src/cli/events/run-event.ts'
import { openStore } from '#src/store/index.ts'
import type { Envelope, Fact, Mark, Parent } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { keep } from '../../store/contract.ts'
import { enveloped, runOf, startedReport } from '../../store/reports.ts'
import { moment, transition } from './teller.ts'

test('each moment is an event, and of a transition what is said first', () => {
  const isNew = newsOf({ parent: null }, [transition('plateau', 90)])
  const marks = [moment(3), moment(3), transition('memorization', 40), transition('memorization', 38), transition('plateau', 91)] // prettier-ignore
  expect(marks.map(isNew)).toEqual([true, true, true, false, false])
})

test('more of a transition is no news, however many were said since', () => {
  const isNew = newsOf({ parent: null }, [transition('0', 0, 0)], 3)
  const told = Array.from({ length: 20 }, (_, i) => transition(`${i + 1}`, i, i + 1))
  expect(told.map(isNew)).toEqual(told.map(() => true))
  const again = [transition('0', 0, 0), ...told]
  expect(again.map(isNew)).toEqual(again.map(() => false))
})

test('what a branch has of its parent is no event of its own', () => {
  const parent = { run: 'p', step: 100 } as Parent
  const isNew = newsOf({ parent })
  const marks = [moment(100), moment(101), transition('memorization', 40, 90), transition('generalization', 80, 120)]
  expect(marks.map(isNew)).toEqual([false, true, false, true])
})

test('of a run that was here before, what is said anew of a transition is not told again', async () => {
  using data = temporaryFolder()
  const store = await openStore(data.path)
  const marked = (mark: Mark) => ({ type: 'marked', mark }) as const
  const before = enveloped('r', 0, [startedReport('r'), marked(transition('memorization', 40)), marked(moment(50))])
  await keep(store, before)
  const now = enveloped('r', 3, [
    marked(transition('memorization', 38, 40, 60)),
    marked(transition('generalization', 300)),
    marked(transition('generalization', 290, 300)),
    marked(moment(400)),
  ])
  await keep(store, now)
  const told: RunEvent[] = []
  const teller = { tell: (event: RunEvent) => void told.push(event), done: () => Promise.resolve() }
  toldOfRuns(store, teller, () => 'http://h')(now as Envelope<Fact>[])
  await expect.poll(() => told.at(-1)?.step).toBe(400)
  expect(told).toHaveLength(2)
  expect(told[0]).toMatchObject({ step: 300, kind: 'event', run: { id: 'r' }, page: 'http://h/runs/r', at: now[1]!.at })
  expect(markedBefore(await store.facts('r'), now[0] as Envelope<Fact>)).toHaveLength(2)
  await store.close()
})

test('of a flood of events some are told, that the others are not is said once, and what comes behind it is told', async () => {
  using data = temporaryFolder()
  const store = await openStore(data.path)
  const marked = (mark: Mark) => ({ type: 'marked', mark }) as const
  await keep(store, enveloped('r', 0, [startedReport('r')]))
  const told: RunEvent[] = []
  const said: string[] = []
  const teller = { tell: (event: RunEvent) => void told.push(event), done: () => Promise.resolve() }
  const tell = toldOfRuns(store, teller, () => 'http://h', (line) => said.push(line)) // prettier-ignore
  for (let i = 0; i < 3; i++)
    tell(
      enveloped(
        'r',
        1,
        Array.from({ length: 20_000 }, (_, step) => marked(moment(step))),
      ) as Envelope<Fact>[],
    )
  await expect.poll(() => told.length).toBe(1_000)
  expect(said).toEqual([expect.stringMatching(/^Some events are not told: 1000 events wait/)])
  tell(enveloped('r', 20_001, [marked(moment(20_000))]) as Envelope<Fact>[])
  await expect.poll(() => told.at(-1)?.step).toBe(20_000)
  await store.close()
})

test('what another writer says behind a fact, of the same commit, was not said before it', () => {
  const marked = (mark: Mark) => ({ type: 'marked', mark }) as const
  const own = enveloped('r', 1, [marked(transition('memorization', 40))])
  const others = enveloped('r', 0, [marked(transition('generalization', 90))]).map((one) => ({ ...one, writer: 'replay' })) // prettier-ignore
  const facts = [...own, ...others] as Envelope<Fact>[]
  expect(facts.map((fact) => markedBefore(facts, fact).map(({ step }) => step))).toEqual([[], [40]])
})

test('a time that no calendar has is told as it is', () => {
  const event = runEvent(moment(1), runOf('r'), 1e300, null)
  expect(eventVariables(event)).toMatchObject({ PHASESCOPE_EVENT_AT: '1e+300', PHASESCOPE_EVENT_STEP: '1' })
})
