import { cpSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lag } from '#src/cli/observe/lag.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { observedHere, recorded, RUN, storedValues } from './in-process.ts'
import { writeStep } from './snapshot-files.ts'

/**
 * A training that writes snapshots faster than they are measured: the newest comes first, and what is measured is what would have been
 * in the order of the steps, wherever the observing was killed.
 */

const LAST = 9
/** Of every kind: of a snapshot alone, numbers and frames, of two, of all before, of other series, and a detector. */
const PROBES = ['weight-norm', 'train-loss', 'singular-values', 'update-to-weight-ratio', 'path-length', 'plateau-length', 'early-warning', 'cusum'] // prettier-ignore
/** The page's, whose steps follow its own curve. */
const asked = () => [{ probe: 'gradient-norm', cadence: { kind: 'adaptive', shortest: 1, longest: 4 } as const, options: {} }] // prettier-ignore

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)
let expected: string[]
let count = 0

beforeAll(async () => {
  for (let step = 0; step <= LAST; step++) writeStep(at('all'), step)
  await observedHere(at('all'), at('once'), PROBES, { once: true, asked, measured: (_, probes) => (count += probes) })
  expected = await storedValues(at('once'))
})
afterAll(() => folder[Symbol.dispose]())

/** Observes a training that writes two snapshots while one is measured; the steps as they were measured. */
async function live(place: string, data: string): Promise<number[]> {
  let written = 1
  for (const step of [0, 1]) writeStep(place, step)
  const order: number[] = []
  let left = count
  await observedHere(place, data, PROBES, {
    asked,
    measured(step, probes, end) {
      order.push(step)
      for (let more = 0; more < 2 && written < LAST; more++) writeStep(place, (written += 1))
      if ((left -= probes) === 0) end()
    },
  })
  return order
}

describe('a training that writes faster than is measured', () => {
  it('has its newest snapshot measured first, and the same values to the bit in the end', async () => {
    const order = await live(at('live'), at('live-data'))
    expect(order.slice(0, 6)).toEqual([1, 0, 5, 1, 9, 2])
    expect(await storedValues(at('live-data'))).toEqual(expected)
    expect(expected.length).toBeGreaterThan(200)
    const wanted = JSON.parse(readFileSync(join(at('live'), 'wanted.json'), 'utf8')) as { done: unknown }
    expect(wanted.done).toEqual([[0, LAST]])
  })

  it('killed at any point and observed again has each step once, to the same values', async () => {
    const files = recorded(at('live'))
    expect(files.length).toBeGreaterThan(15)
    // What a crash leaves is what was on disk until then: of any number of files the first.
    for (let kept = 0; kept < files.length; kept += 3) {
      const [place, data] = [at(`killed-${kept}`), at(`killed-${kept}-data`)]
      cpSync(at('live'), place, { recursive: true, preserveTimestamps: true })
      for (const name of files.slice(kept)) rmSync(join(place, '.observe', RUN, name))
      let left = Infinity
      await observedHere(place, data, PROBES, { asked, once: true, measured: () => (left -= 1) })
      expect(await storedValues(data), `killed behind ${kept} files`).toEqual(expected)
    }
  })

  it('says once that it is behind, and that it keeps up again, on the page too', async () => {
    const [place, data] = [at('behind'), at('behind-data')]
    for (let step = 0; step <= LAST; step++) writeStep(place, step)
    const words: [string, Lag][] = []
    let left = LAST + 1
    await observedHere(place, data, ['weight-norm'], {
      lag: (word, lag) => words.push([word, lag]),
      measured: (_step, _probes, end) => (left -= 1) === 0 && end(),
    })
    expect(words.map(([word]) => word)).toEqual(['behind', 'level'])
    expect(words[0]![1]).toEqual({ written: LAST, measured: null, waiting: LAST + 1, skipped: 0 })
    expect((await marks(data)).map(({ label }) => label)).toEqual(['Observing is behind', 'Observing keeps up'])
  })

  it('says what is skipped where more bytes wait than there is room for', async () => {
    const [place, data] = [at('full'), at('full-data')]
    const words: [string, Lag][] = []
    const bytes = statSync(writeStep(place, 0)).size
    let written = 0
    await observedHere(place, data, ['weight-norm'], {
      queueBytes: 4 * bytes,
      lag: (word, lag) => words.push([word, lag]),
      measured(step, _probes, end) {
        if (step === LAST) return end()
        while (written < LAST) writeStep(place, (written += 1))
      },
    })
    expect(words.map(([word]) => word)).toEqual(['skipped'])
    const [[, lag] = []] = words
    expect(lag!.skipped).toBeGreaterThan(2)
    expect((await marks(data)).map(({ label }) => label)).toEqual(['Snapshots skipped'])
  })
})

async function marks(data: string) {
  const store = await openStore(data)
  try {
    const reports: Report[] = (await store.facts(RUN)).map(({ report }) => report)
    return reports.flatMap((report) => (report.type === 'marked' ? [report.mark] : []))
  } finally {
    await store.close()
  }
}
