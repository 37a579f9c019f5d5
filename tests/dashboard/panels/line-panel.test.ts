import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
import { Observatory } from '#dashboard/run/observatory.svelte.ts'
import { sessionOver } from '#dashboard/live/session.ts'
import { View } from '#dashboard/view/view.svelte.ts'
import { arranged, type PanelPlan } from '#dashboard/panels/arrange.ts'
import PanelGrid from '#dashboard/panels/PanelGrid.svelte'
import { PANELS } from '#dashboard/panels/panel.ts'
import { stylesOf } from '#dashboard/plots/palette.ts'
import { eventually, send, startWorld, type World } from '../../src/hub/world.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { looked } from '../run/looked.svelte.ts'

/** A recorded run, on a real hub, through the real session into a panel. Only the canvas is missing here. */
let world: World
let drawn: Record<string, unknown>
let stop: () => void

const loss = (name: string) => ({ ...declaration(name), group: 'loss' as const, unit: 'nat' })
const RECORDING: Report[] = [
  startedReport('r'),
  { type: 'declared', series: loss('train-loss') },
  { type: 'declared', series: loss('test-loss') },
  { type: 'absent', series: 'test-loss', step: 0, why: 'There is no test split' },
  measuredReport(scalarColumn('train-loss', [0, 1, 2], [4, 2, 0.5])),
]

beforeEach(() => {
  // happy-dom has no layout: say that every panel is in sight.
  globalThis.IntersectionObserver = class {
    constructor(tell: IntersectionObserverCallback) {
      queueMicrotask(() => tell([{ isIntersecting: true } as IntersectionObserverEntry], this as never))
    }
    observe() {}
    unobserve() {}
    disconnect() {}
  } as unknown as typeof IntersectionObserver
})
afterEach(async () => {
  stop()
  await unmount(drawn)
  await world.close()
  document.body.innerHTML = ''
})

test('a recorded run shows its values, why one is missing, and that it could not be drawn', async () => {
  world = await startWorld()
  await send(await world.trainer('r'), enveloped('r', 0, RECORDING))
  const observatory = new Observatory(sessionOver(await world.viewer()))
  const run = observatory.run('r')
  stop = looked(observatory, run)
  flushSync()
  const { series, cards } = await eventually(() => run.picture.state.series.length === 2 && run.picture.state)
  const [plan] = arranged(series, cards)
  const subjects = [{ run, name: 'r', plan: plan!, styleOf: stylesOf(series) }]
  const view = new View(new URLSearchParams())
  drawn = mount(PANELS[plan!.kind], {
    target: document.body,
    props: { plan: plan!, subjects, view, marks: [], end: 2, theme: 'light' },
  })

  const entry = (name: string) => document.querySelector(`[data-series="${name}"]`)
  await eventually(() => entry('train-loss')?.getAttribute('data-value') === '0.5')
  expect(document.querySelector('section')?.getAttribute('aria-label')).toBe('Loss')
  expect(entry('train-loss')?.textContent).toMatch(/Train\s*0\.5/)
  expect(entry('test-loss')?.getAttribute('title')).toBe('There is no test split')
  expect(document.querySelector('[data-testid=badge]')?.textContent).toBe('all 3 points')

  view.cursor = 1.4
  flushSync()
  expect(entry('train-loss')?.getAttribute('data-value')).toBe('2')

  expect(document.querySelector('[role=alert]')?.textContent).toMatch(/could not be drawn/)
})

test.each([
  ['a kind that this page does not know', { kind: 'hologram' }, /no observations of kind ‘hologram’/],
  ['what makes it throw', { series: null }, /‘Strange’ could not be shown: .*null/],
])('a panel of %s says so in its place, and its neighbor is drawn', async (_case, broken, message) => {
  world = await startWorld()
  await send(await world.trainer('r'), enveloped('r', 0, RECORDING))
  const observatory = new Observatory(sessionOver(await world.viewer()))
  const run = observatory.run('r')
  stop = looked(observatory, run)
  flushSync()
  const { series, cards } = await eventually(() => run.picture.state.series.length === 2 && run.picture.state)
  const [plan] = arranged(series, cards)
  const strange = { ...plan!, id: 'strange', title: 'Strange', ...broken } as PanelPlan
  const subjectsOf = (own: PanelPlan) => [{ run, name: 'r', plan: own, styleOf: stylesOf(series) }]
  const view = new View(new URLSearchParams())
  const props = { plans: [strange, plan!], subjectsOf, view, marks: [], end: 2, theme: 'light' }
  drawn = mount(PanelGrid, { target: document.body, props: props as never })
  flushSync()
  expect(document.querySelector('.place > [role=alert]')?.textContent).toMatch(message)
  expect(document.querySelector('section')?.getAttribute('aria-label')).toBe('Loss')
})

test.each([
  [0, 'backfilled by replay up to step 9'],
  [3e-7, 'backfilled by replay up to step 9; the replayed weights differ by up to 3e-7 from the checkpoint at step 8'],
])('a past whose replay is %f away from the run says so under its curve', async (drift, said) => {
  world = await startWorld()
  const cadence = { kind: 'every', steps: 1 } as const
  const past: Report[] = [
    { type: 'attached', probe: 'train-loss', step: 10, cadence, options: {}, from: 0 },
    { type: 'filled', probe: 'train-loss', from: 0, to: 9, goal: 9, columns: [], drift, driftAt: 8 },
  ]
  await send(await world.trainer('r'), enveloped('r', 0, [...RECORDING, ...past]))
  const observatory = new Observatory(sessionOver(await world.viewer()))
  const run = observatory.run('r')
  stop = looked(observatory, run)
  flushSync()
  const { series, cards } = await eventually(() => run.picture.state.fills.size === 1 && run.picture.state)
  const [plan] = arranged(series, cards)
  const subjects = [{ run, name: 'r', plan: plan!, styleOf: stylesOf(series) }]
  const view = new View(new URLSearchParams())
  drawn = mount(PANELS[plan!.kind], {
    target: document.body,
    props: { plan: plan!, subjects, view, marks: [], end: 10, theme: 'light' },
  })
  flushSync()
  expect(document.querySelector('[data-testid=past]')?.textContent?.trim()).toBe(said)
})

/** The twin has gone on: what it is now says nothing of the step at which the branch stands. */
test.each([
  ['beside', '0.5', '2.000', ''],
  ['difference', '-1.5', undefined, 'Δ'],
] as const)('a branch is compared with its twin at the same steps: %s', async (how, value, beside, symbol) => {
  world = await startWorld()
  const other = measuredReport(scalarColumn('train-loss', [0, 1, 2, 3], [4, 2, 2, 9]))
  const twin: Report[] = [startedReport('twin'), ...RECORDING.slice(1, 2), other]
  await send(await world.trainer('r'), enveloped('r', 0, RECORDING))
  await send(await world.trainer('twin'), enveloped('twin', 0, twin))
  const observatory = new Observatory(sessionOver(await world.viewer()))
  const [run, against] = [observatory.run('r'), { run: observatory.run('twin'), name: 'twin', how }]
  const stops = [looked(observatory, run), looked(observatory, against.run)]
  stop = () => stops.forEach((end) => end())
  flushSync()
  const { series, cards } = await eventually(() => run.picture.state.series.length === 2 && run.picture.state)
  await eventually(() => against.run.picture.state.series.length === 1)
  const [plan] = arranged(series, cards)
  const subjects = [{ run, name: 'r', plan: plan!, styleOf: stylesOf(series), against }]
  const view = new View(new URLSearchParams())
  drawn = mount(PANELS[plan!.kind], {
    target: document.body,
    props: { plan: plan!, subjects, view, marks: [], end: 3, theme: 'light' } as never,
  })
  const entry = () => document.querySelector('[data-series="train-loss"]')
  const besides = () => entry()?.querySelector('[data-testid=beside]')?.textContent
  await eventually(() => entry()?.getAttribute('data-value') === value && besides() === beside)
  expect(document.querySelector('.symbol')?.textContent ?? '').toBe(symbol)
  view.cursor = 0
  flushSync()
  expect(entry()?.getAttribute('data-value')).toBe(how === 'beside' ? '4' : '0')
  view.cursor = null
  flushSync()
  expect(besides()).toBe(beside)
})
