import { distinct, from, lastValueFrom, map, toArray } from 'rxjs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineProbe, scalars } from '#probes/define.ts'
import { sightingsOf, watchedBy } from '#probes/detectors/fold.ts'
import { detectors, probes, withDetectors } from '#probes/index.ts'
import { seriesFromCsv } from '#src/cli/series-csv.ts'
import { openStore } from '#src/store/index.ts'
import { TRAINER, type Command, type Envelope, type Mark, type OptionValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { detecting } from '#trainer/observing/detecting.ts'
import { isDetector, type Detector } from '#trainer/observing/detection.ts'
import { asSeen } from '#trainer/resuming/as-seen.ts'
import { planRun } from '#trainer/run/plan.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { recordFrom } from './records.ts'
import { reportsOf, scalarsOf, tiny } from './runs.ts'
import { steered, type Script } from './steered.ts'
import { card } from './card.ts'

const STEPS = 240

/** Curves on which something happens: a rise, a step up and one down, a spike, a peak, a plateau, a divergence, all with a little noise. */
const CURVES: Record<string, (step: number) => number> = {
  rise: (step) => 1 / (1 + Math.exp(-(step - 90) / 6)),
  late: (step) => 1 / (1 + Math.exp(-(step - 150) / 6)),
  up: (step) => (step < 70 ? 0.2 : 0.9),
  down: (step) => (step < 130 ? 40 : 3),
  spike: (step) => 0.5 + (step >= 100 && step < 103 ? 8 : 0),
  peak: (step) => 1 + 20 * Math.exp(-(((step - 130) / 12) ** 2)),
  gone: (step) => (step < 200 ? Math.exp(step / 40) : Infinity),
}
const NAMES = [...Object.keys(CURVES), 'slowing']
const noise = openStream(7, 'curves of a test')
let slowing = 0
const values = Array.from({ length: STEPS + 1 }, (_, step) => ({
  ...Object.fromEntries(Object.entries(CURVES).map(([name, at]) => [name, at(step) * (1 + 0.01 * noise.normal())])),
  /** Recovers ever more slowly from ever larger kicks. */
  slowing: (slowing = (step / 250) * slowing + (0.2 + step / 100) * noise.normal()),
}))
/** Where a run of these is too short for what a detector waits for by itself. */
const OPTIONS: Record<string, OptionValues> = { 'critical-slowing-down': { points: 120 } }
const curves = defineProbe({
  ...card,
  id: 'curves',
  needs: ['weights'],
  output: scalars(),
  memory: { initial: -1, next: (step: number) => step + 1 },
  measure: (_, { memory }) => values[memory]!,
})

/** Every detector of the catalogue, on each choice of curves: its options that name a series go round them. */
const watching = detectors.filter(isDetector).flatMap((detector) =>
  NAMES.map((_, first) => {
    const keys = watchedBy(detector, {}).map(({ of }) => of)
    const named = keys.map((key, i) => [key, `curves/${NAMES[(first + i) % NAMES.length]}`])
    return { detector, options: { ...OPTIONS[detector.id], ...Object.fromEntries(named) } as OptionValues, first }
  }),
)
/** Of the others the stored run and its file tell alike. */
const SOME = [0, 3, 6]
const roundsOf = (first: number) => watching.filter((one) => one.first === first)
const attachAll = (first: number, more: object = {}): Command[] =>
  roundsOf(first).map(({ detector, options }) => ({ type: 'attach', probe: detector.id, options, ...more }))
const plan = planRun({ ...tiny, steps: STEPS })
const marksOf = (envelopes: readonly Envelope[], { id }: Detector): Mark[] =>
  reportsOf(envelopes, 'marked')
    .map(({ mark }) => mark)
    .filter(({ by }) => by === id)
const run = async (script: Script, attached: readonly string[] = ['curves']) =>
  (await steered(plan, { more: [curves], probes: attached, script })).envelopes

const saidOf = (detector: Detector, watched: Parameters<typeof sightingsOf>[0], options: OptionValues) =>
  lastValueFrom(
    from(sightingsOf(watched)).pipe(
      detecting({ id: detector.id, ...detector.detection }, options),
      map((seen): Mark => ({ by: detector.id, ...seen })),
      distinct((mark) => JSON.stringify(mark)),
      toArray(),
    ),
  )

const standard = ({ options: cards }: Detector, given: OptionValues): OptionValues =>
  Object.fromEntries(cards.map(({ key, default: otherwise }) => [key, given[key] ?? otherwise]))

const folder = temporaryFolder()
const live: Envelope[][] = []
beforeAll(async () => {
  for (const first of NAMES.keys()) live.push(await run({ 0: attachAll(first) }))
})
afterAll(() => folder[Symbol.dispose]())

describe('every detector of the catalogue', () => {
  it('says something of these curves', () => {
    for (const detector of detectors.filter(isDetector)) {
      const said = live.reduce((sum, envelopes) => sum + marksOf(envelopes, detector).length, 0)
      expect.soft(said, detector.id).toBeGreaterThan(0)
    }
  })

  it('says the same where it joins late, as if it had been there', async () => {
    for (const first of SOME) {
      const late = await run({ 170: attachAll(first) })
      for (const { detector } of roundsOf(first))
        expect(marksOf(late, detector), detector.id).toEqual(marksOf(live[first]!, detector))
    }
  })

  it('says the same where a replay shows it what was', async () => {
    for (const first of SOME) {
      const script = { 120: [{ type: 'attach', probe: 'curves' } as const], 160: attachAll(first) }
      const replayed = await run(script, ['train-loss'])
      for (const { detector } of roundsOf(first)) {
        expect(reportsOf(replayed, 'attached').find(({ probe }) => probe === detector.id)).toMatchObject({
          live: false,
        })
        expect(marksOf(replayed, detector), detector.id).toEqual(marksOf(live[first]!, detector))
      }
    }
  })

  it('says the same of the stored run, and of a file of its series', async () => {
    for (const first of NAMES.keys()) {
      const record = await recordFrom(live[first]!)
      const points = scalarsOf(live[first]!)
      const columns = NAMES.map((name) => `curves/${name}`)
      const at = columns.map((name) => new Map(points[name]))
      const rows = Array.from({ length: STEPS + 1 }, (_, step) =>
        [step, ...at.map((one) => one.get(step) ?? '')].join(),
      )
      const file = seriesFromCsv([['step', ...columns].join(), ...rows].join('\n'), 'curves.csv')
      for (const { detector, options: named } of roundsOf(first)) {
        const said = marksOf(live[first]!, detector)
        const { options, watched } = asSeen(record, detector, withDetectors([...probes, curves]))
        expect(options).toEqual(standard(detector, named))
        expect(await saidOf(detector, watched(options), options), detector.id).toEqual(said)
        const series = watchedBy(detector, options).map(({ of, series: name }) => ({ of, ...file.get(name)! }))
        expect(await saidOf(detector, series, options), `${detector.id} of a file`).toEqual(said)
      }
    }
  })

  it('says the same by the command, of both', async () => {
    const store = await openStore(folder.path)
    const { run: id } = live[0]![0]!
    await store.ingest([{ run: id, writer: TRAINER, bytes: bytesFromReports(live[0]!) }])
    await store.close()
    const exported = await phasescope(['export', id, '--series', 'curves/*', '--data', folder.path])
    const file = join(folder.path, 'curves.csv')
    writeFileSync(file, exported.stdout)
    // A process each: two of them tell as much as all.
    for (const { detector, options } of roundsOf(0).slice(0, 2)) {
      const said = JSON.parse(JSON.stringify(marksOf(live[0]!, detector))) as Mark[]
      const stored = await phasescope(['detect', detector.id, '--run', id, '--data', folder.path, '--json'])
      expect(stored.code, stored.stderr).toBe(0)
      expect((JSON.parse(stored.stdout) as { said: Mark[] }).said, detector.id).toEqual(said)
      const set = Object.entries(options).flatMap(([key, name]) => ['--set', `${key}=${name}`])
      const offline = await phasescope(['detect', detector.id, '--input', file, ...set, '--json'])
      expect(offline.code, offline.stderr).toBe(0)
      expect((JSON.parse(offline.stdout) as { said: Mark[] }).said, `${detector.id} of a file`).toEqual(said)
    }
  })
})
