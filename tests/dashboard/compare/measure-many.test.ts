import { describe, expect, it } from 'vitest'
import { every, type Command, type Outcome } from '#src/vocabulary/index.ts'
import { MeasureMany, type Measurable } from '#dashboard/compare/measure-many.svelte.ts'
import { UNKNOWN_RUN } from '#dashboard/run/run-state.ts'
import type { Fill } from '#src/run-state/index.ts'

/** A run that measures the norm every tenth step up to step 100, and does what it is told, or says why not. */
class Told implements Measurable {
  readonly id: string
  readonly heard: Command[] = []
  readonly #outcome: Outcome
  #fills: Fill[] = []
  opened = false
  step = 100

  constructor(id: string, outcome: Outcome = { ok: true, note: null } as unknown as Outcome) {
    this.id = id
    this.#outcome = outcome
  }
  get picture() {
    const state = {
      ...UNKNOWN_RUN,
      attached: new Map([['norm', { probe: 'norm', cadence: every(10), step: 0 }]]),
      wanted: new Map([['norm', [{ from: 0, to: null, cadence: every(10), live: true }]]]),
      fills: new Map([['norm', this.#fills]]),
    } as unknown as typeof UNKNOWN_RUN
    return { opened: this.opened, refusal: null, state }
  }
  whyNot() {
    return null
  }
  command(command: Command) {
    this.heard.push(command)
    return Promise.resolve(this.#outcome)
  }
  fill(to: number | null, why: string | null = null) {
    this.#fills = [{ from: 20, to, goal: 40, end: 40, why, drift: null, denser: true }]
  }
}

const kinds = (measuring: MeasureMany) => measuring.all.map(([, { kind }]) => kind)
const wish = (runs: readonly Told[]) => ({
  runs: runs.map(({ id }) => id),
  probes: ['norm'],
  stretchOf: () => ({ from: 20, to: 40 }),
})

describe('measuring a stretch of many runs', () => {
  it('asks two at a time, for each step of the stretch, and the next when one is done', async () => {
    const runs = ['a', 'b', 'c'].map((id) => new Told(id))
    const measuring = new MeasureMany()
    measuring.start(wish(runs))
    expect(kinds(measuring)).toEqual(['opening', 'opening', 'waiting'])
    await measuring.advance(runs[0]!)
    expect(runs[0]!.heard).toEqual([])
    for (const run of runs) run.opened = true
    for (const run of runs) await measuring.advance(run)
    expect(runs.map(({ heard }) => heard.length)).toEqual([1, 1, 0])
    expect(runs[0]!.heard[0]).toEqual({ type: 'attach', probe: 'norm', cadence: every(1), from: 20, to: 40 })
    expect(kinds(measuring)).toEqual(['measuring', 'measuring', 'waiting'])
    runs[1]!.fill(30)
    expect(measuring.shareOf(runs[1]!)).toBe(0.5)
    await measuring.advance(runs[1]!)
    expect(kinds(measuring)).toEqual(['measuring', 'measuring', 'waiting'])
    runs[1]!.fill(40)
    await measuring.advance(runs[1]!)
    expect(kinds(measuring)).toEqual(['measuring', 'done', 'opening'])
    expect(measuring.isGoingOn).toBe(true)
  })

  it('says of each run why it is refused, whether by its answer, by its replay or since it is not on the clock', async () => {
    const runs = [new Told('a', { ok: false, why: 'no trainer' } as Outcome), new Told('b'), new Told('c')]
    for (const run of runs) run.opened = true
    const measuring = new MeasureMany()
    const stretchOf = (run: string) => (run === 'c' ? { why: 'it has no such event' } : { from: 20, to: 40 })
    measuring.start({ ...wish(runs), stretchOf })
    for (const run of runs) await measuring.advance(run)
    runs[1]!.fill(25, 'its file is gone')
    for (const run of runs) await measuring.advance(run)
    const whys = measuring.all.map(([run, progress]) => [run, progress.kind === 'refused' && progress.why])
    expect(whys).toEqual([
      ['a', 'no trainer'],
      ['b', 'its file is gone'],
      ['c', 'it has no such event'],
    ])
    expect(measuring.isGoingOn).toBe(false)
  })

  it('asks no further run once it was told to stop', async () => {
    const runs = ['a', 'b', 'c', 'd'].map((id) => new Told(id))
    const measuring = new MeasureMany()
    measuring.start(wish(runs))
    measuring.stop()
    expect(measuring.all.map(([run]) => run)).toEqual(['a', 'b'])
  })
})
