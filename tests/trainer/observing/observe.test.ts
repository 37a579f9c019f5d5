import { map, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { defineProbe, type Probe } from '#probes/define.ts'
import { every, type Attach, type Command, type Report } from '#src/vocabulary/index.ts'
import type { LoopEvent } from '#trainer/observing/loop-event.ts'
import { observe } from '#trainer/observing/observe.ts'
import { planRun } from '#trainer/run/plan.ts'
import { settingOf } from '#trainer/train-run.ts'
import type { LiveInputs } from '#trainer/systems/gradient-descent/readers.ts'
import { marbles } from '../../marbles.ts'
import { card } from '../card.ts'
import { backend } from '../runs.ts'

/** The loss at step t is 10 + t. */
const loss = defineProbe({ ...card, id: 'loss', needs: ['train'], measure: ({ train }) => train.loss })
const watched = { key: 'watched', about: 'What to watch', type: 'series', default: 'loss' } as const
const sum = defineProbe({
  ...card,
  id: 'sum',
  needs: ['series'],
  options: [watched],
  measure: ({ series }) => series.watched!.values.reduce((total, value) => total + value, 0),
})
const seen = defineProbe({
  ...card,
  id: 'seen',
  needs: ['train'],
  cadence: every(3),
  memory: { initial: 0, next: (before: number, { train }) => before + train.loss },
  measure: (_, { memory }) => memory,
})

const { linalg } = await backend()
/** What is reported when probes are attached at steps, and one is detached again. */
function reportsOf(probes: readonly Probe[], script: Record<number, (Attach | { detach: string })[]>, steps: number) {
  const plan = planRun({ experiment: 'grok-mlp-small' })
  const loopEvent$ = new Subject<LoopEvent>()
  const reports: Report[] = []
  loopEvent$
    .pipe(observe(() => settingOf(plan, { linalg }, probes, { post: () => {} })))
    .subscribe((report) => reports.push(report))
  for (const request of script[0] ?? [])
    if (!('detach' in request)) loopEvent$.next({ type: 'planned', attach: request })
  for (let step = 0; step <= steps; step++) {
    const inputs = { train: { loss: 10 + step, accuracy: 0 } } as Partial<LiveInputs> as LiveInputs
    loopEvent$.next({ type: 'reached', step, inputs })
    for (const request of step === 0 ? [] : (script[step] ?? [])) {
      const command =
        'detach' in request
          ? { type: 'detach' as const, probe: request.detach }
          : { type: 'attach' as const, from: 'now' as const, ...request }
      loopEvent$.next({ type: 'asked', step, inputs, command, answer: () => {} })
    }
  }
  const of = (series: string) =>
    reports.flatMap((report) =>
      report.type !== 'measured'
        ? []
        : report.columns.filter((one) => one.series === series).map(({ steps: at, values }) => [at[0], values[0]]),
    )
  return { reports, of }
}

describe('a probe that reads series', () => {
  it('comes after what it reads, though it was attached before, and sees this step', () => {
    const { of } = reportsOf([sum, loss], { 0: [{ probe: 'sum' }, { probe: 'loss' }] }, 3)
    expect(of('sum')).toEqual([
      [0, 10],
      [1, 21],
      [2, 33],
      [3, 46],
    ])
  })

  it('sees what was measured before it was attached', () => {
    const { of } = reportsOf([sum, loss], { 0: [{ probe: 'loss' }], 2: [{ probe: 'sum' }] }, 2)
    expect(of('sum')).toEqual([[2, 33]])
  })

  it('is absent with the reason while nobody measures what it reads', () => {
    const { reports, of } = reportsOf([sum, loss], { 0: [{ probe: 'sum' }], 2: [{ probe: 'loss' }] }, 3)
    expect(reports).toContainEqual({
      type: 'absent',
      series: 'sum',
      step: 0,
      why: "The series 'loss' has no value yet; attach the probe that measures it",
    })
    expect(of('sum')).toEqual([[3, 25]])
  })
})

describe('a probe that remembers', () => {
  it('is brought forward at every step, due or not, before it measures', () => {
    const { of } = reportsOf([seen], { 0: [{ probe: 'seen' }] }, 6)
    expect(of('seen')).toEqual([
      [0, 10],
      [3, 10 + 11 + 12 + 13],
      [6, 10 + 11 + 12 + 13 + 14 + 15 + 16],
    ])
  })

  it('begins again when it is attached again', () => {
    const { of } = reportsOf([seen], { 0: [{ probe: 'seen' }], 4: [{ detach: 'seen' }], 5: [{ probe: 'seen' }] }, 6)
    expect(of('seen').at(-1)).toEqual([6, 15 + 16])
  })
})

/** The loss is attached from the start; digits are steps; at step 1 it is detached and somebody asks for what there is not. */
const inputsAt = (step: number) => ({ train: { loss: 10 + step, accuracy: 0 } }) as Partial<LiveInputs> as LiveInputs
const asked = (command: Command): LoopEvent => ({
  type: 'asked',
  step: 1,
  inputs: inputsAt(1),
  command,
  answer: () => {},
})
const events: Record<string, LoopEvent> = {
  p: { type: 'planned', attach: { probe: 'loss' } },
  ...Object.fromEntries(
    [...'012'].map(
      (digit) => [digit, { type: 'reached', step: Number(digit), inputs: inputsAt(Number(digit)) }] as const,
    ),
  ),
  d: asked({ type: 'detach', probe: 'loss' }),
  x: asked({ type: 'attach', probe: 'nothing' }),
  t: { type: 'told', report: { type: 'resumed', step: 1 } },
}
const said: Record<string, string> = {
  a: 'attached loss',
  d: 'declared loss',
  '0': 'measured 0',
  '1': 'measured 1',
  o: 'applied detach',
  b: 'detached loss',
  t: 'resumed',
}

function wordOf(report: Report): string {
  if (report.type === 'measured') return `measured ${report.columns[0]!.steps.join()}`
  if (report.type === 'declared') return `declared ${report.series.name}`
  if (report.type === 'applied') return `applied ${report.command.type}`
  return 'probe' in report ? `${report.type} ${String(report.probe)}` : report.type
}

describe('observe', () => {
  const plan = planRun({ experiment: 'grok-mlp-small' })
  const open = () => settingOf(plan, { linalg }, [loss], { post: () => {} })

  it('reports of every event at once, in order, and nothing of what is refused or measured by nobody', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const event$ = cold('                                       p-0---1-d---x-2-t-|', events)
      expectObservable(event$.pipe(observe(open), map(wordOf))).toBe('a-(d0)1-(ob)----t-|', said)
      expectSubscriptions(event$.subscriptions).toBe('            ^-----------------!')
    }))

  it('opens what observing depends on with each subscription, and shares none of it', () => {
    let opened = 0
    const counted = () => {
      opened++
      return open()
    }
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const event$ = cold('              p-0---1#', events)
      const word$ = event$.pipe(observe(counted), map(wordOf))
      expect(opened).toBe(0)
      expectObservable(word$).toBe('     a-(d0)1#', said)
      expectObservable(word$, '---^--!').toBe('---a-(d0)', said)
      expectSubscriptions(event$.subscriptions).toBe(['^------!', '---^--!'])
    })
    expect(opened).toBe(2)
  })
})
