import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineProbe } from '#probes/define.ts'
import { every, type Command, type Envelope, type Fact, type Report } from '#src/vocabulary/index.ts'
import { after } from '#trainer/observing/observe.ts'
import { NO_OBSERVERS, type Observers } from '#trainer/observing/observers.ts'
import { resumePointAt } from '#trainer/resuming/observers-from-facts.ts'
import { planRun } from '#trainer/run/plan.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import { settingOf } from '#trainer/train-run.ts'
import type { LiveInputs } from '#trainer/systems/gradient-descent/readers.ts'
import { card } from '../card.ts'
import { backend } from '../runs.ts'

const ours = {
  ...card,
  options: [{ key: 'power', about: 'Of the loss', type: 'integer', default: 1, min: 1, max: 4 }],
} as const
const loss = defineProbe({ ...ours, id: 'loss', needs: ['train'], measure: ({ train }) => train.loss })
/** Remembers, so that a replay measures it where it joins late. */
const seen = defineProbe({
  ...ours,
  id: 'seen',
  needs: ['train'],
  memory: { initial: 0, next: (before: number, { train }) => before + train.loss },
  measure: (_, { memory }) => memory,
})
/** Throws at every seventh step. */
const fragile = defineProbe({
  ...ours,
  id: 'fragile',
  needs: ['train'],
  measure: ({ train }) => {
    if (train.loss % 7 === 6) throw new Error('It broke')
    return train.loss
  },
})
const probes = [loss, seen, fragile]

const id = fc.constantFrom(...probes.map((probe) => probe.id))
const cadence = fc.integer({ min: 1, max: 9 }).map(every)
const options = fc.integer({ min: 1, max: 4 }).map((power) => ({ power }))
const command: fc.Arbitrary<Command> = fc.oneof(
  fc
    .tuple(id, cadence, options, fc.constantFrom('now' as const, 'start' as const, 1))
    .map(([probe, cadence, options, from]): Command => ({ type: 'attach', probe, cadence, options, from })),
  id.map((probe): Command => ({ type: 'detach', probe })),
  fc.tuple(id, cadence).map(([probe, cadence]): Command => ({ type: 'retune', probe, cadence })),
  fc.tuple(id, options).map(([probe, options]): Command => ({ type: 'retune', probe, options })),
  fc
    .tuple(id, cadence, fc.integer({ min: 1, max: 9 }))
    .map(([probe, cadence, steps]): Command => ({ type: 'retune', probe, cadence, steps })),
  fc
    .constantFrom('b1', 'b2')
    .map((one): Command => ({ type: 'break', breakpoint: { id: one, when: 'loss < 1', then: [{ type: 'pause' }] } })),
  fc.constantFrom('b1', 'b2').map((one): Command => ({ type: 'unbreak', id: one })),
  fc.option(fc.constantFrom(0.05, 0.5)).map((share): Command => ({ type: 'budget', share })),
)
/** What is asked for at each step of a run, once it was observed. */
const scripts = fc.array(fc.array(command, { maxLength: 3 }), { minLength: 1, maxLength: 20 })

const { linalg } = await backend()
const plan = planRun({ experiment: 'grok-mlp-small' })

test('whoever observes a run when it stops observes it again when it is resumed from its facts', () => {
  fc.assert(
    fc.property(scripts, fc.nat(), (script, cut) => {
      const setting = settingOf(plan, { linalg }, probes, { post: () => {} })
      const reports: Report[] = []
      let live: Observers = NO_OBSERVERS
      const at: Observers[] = []
      const happen = (event: Parameters<typeof after>[1]) => {
        live = after(live, event, setting)
        reports.push(...live.reports)
      }
      happen({ type: 'planned', attach: { probe: 'loss' } })
      for (const [step, commands] of script.entries()) {
        const inputs = { train: { loss: step, accuracy: 0 } } as Partial<LiveInputs> as LiveInputs
        happen({ type: 'reached', step, inputs })
        for (const command of commands) happen({ type: 'asked', step, inputs, command, answer: () => {} })
        at.push(live)
      }

      const step = cut % script.length
      const columns = ['loss', 'seen', 'fragile'].map((series) => {
        const own = reports.flatMap((report) => (report.type === 'measured' ? report.columns : []))
        const of = own.filter((column) => column.series === series)
        return {
          series,
          steps: Float64Array.from(of.flatMap(({ steps }) => [...steps])),
          values: Float64Array.from(of.flatMap(({ values }) => [...values])),
          lengths: null,
        }
      })
      const facts = reports.flatMap((report, seq): Envelope<Fact>[] =>
        report.type === 'measured' ? [] : [{ run: 'r', seq, at: seq, report }],
      )
      const before = at[step]!
      const checkpoint = { run: 'r', state: { step }, log: [], memories: Object.fromEntries(before.memories) } as never
      const { known } = resumePointAt({ facts, columns }, checkpoint, script.length - 1, {
        experiment: offerOf(plan.experiment),
        probes,
      })
      const { attached, covered, memories, breakpoints, budget, log } = known.observers
      const observing = (observers: Observers['attached']) =>
        [...observers].map(([probe, { cadence, options, live, spell }]) => ({ probe, cadence, options, live, spell }))
      expect(observing(attached)).toEqual(observing(before.attached))
      expect(covered).toEqual(before.covered)
      expect(new Set(memories.keys())).toEqual(new Set(before.memories.keys()))
      for (const probe of attached.keys()) expect(memories.get(probe)).toEqual(before.memories.get(probe))
      expect([...breakpoints.keys()]).toEqual([...before.breakpoints.keys()])
      expect(budget).toBe(before.budget)
      expect(log).toEqual(before.log)
    }),
    { numRuns: 200 },
  )
})
