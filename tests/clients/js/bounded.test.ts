import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { newGatherer } from '#src/clients/js/gather.ts'
import { init } from '#src/clients/js/index.ts'
import { BOUNDS, type Envelope } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { openOutbox } from '#trainer/link/outbox.ts'
import { NO_JOURNAL } from '#src/clients/js/no-journal.ts'
import { freePort, temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'
import { allPoints } from './all-points.ts'

/** However much is logged, and whatever the disk does. */
let own: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  own = temporaryFolder()
  vi.stubEnv('PHASESCOPE_DATA', own.path)
  vi.stubEnv('XDG_STATE_HOME', own.path)
})
afterEach(() => {
  vi.unstubAllEnvs()
  own[Symbol.dispose]()
})

test(
  'where hub and disk take nothing, what is too much is thinned, which is said once, and on the page',
  { timeout: 300_000 },
  async () => {
    using data = temporaryFolder()
    writeFileSync(join(own.path, 'journals'), 'a file in the way')
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const said: string[] = []
    const run = init({
      id: 'much',
      hub: url,
      token: machineToken(data.path),
      say: (sentence) => void said.push(sentence),
    })
    const [at, count] = [{ nan: 1_234_567, low: 777_777, high: 2_000_001 }, 3_000_000]
    for (let step = 0; step < count; step++) {
      run.log({ x: step === at.nan ? NaN : step === at.low ? -5 : step === at.high ? 5 : 0.5 }, step)
      if (step % 10_000 === 0) await turn()
    }
    await using hub = await served(data.path, { port })
    await run.finish({ waitMs: 120_000 })
    expect(said.filter((sentence) => /Cannot store what the hub has not taken in .*much\.journal/.test(sentence))).toHaveLength(1) // prettier-ignore
    expect(said.filter((sentence) => sentence.includes('it was thinned, and its extremes are kept'))).toHaveLength(1)
    const { summary, facts } = await hub.view('much')
    expect(summary.status).toBe('completed')
    const thinned = facts.flatMap(({ report }) => (report.type === 'thinned' ? [report] : []))
    const lost = thinned.reduce((sum, { of, kept }) => sum + of - kept, 0)
    expect(thinned[0]).toMatchObject({
      why: expect.stringMatching(/^the hub was away, and the disk took nothing \(/) as string,
    })
    expect(lost + summary.points).toBe(count)
    const { steps, values } = await allPoints(hub, 'much', 'x')
    expect([steps[0], steps.at(-1)]).toEqual([0, count - 1])
    const whereIs = (value: unknown) => steps[values.indexOf(value as number)]
    expect({ nan: whereIs('NaN'), low: whereIs(-5), high: whereIs(5) }).toEqual(at)
  },
)

test('what is logged is never more than a hub takes in a message, however it is called and however much of it there is', async () => {
  const gatherer = newGatherer()
  const outbox = openOutbox(NO_JOURNAL, { reports: Infinity, bytes: Infinity, journalBytes: Infinity, say: () => {} })
  let seq = 0
  const put = () => {
    for (const report of gatherer.take()) outbox.put({ run: 'r', seq: seq++, at: 0, report })
  }
  const nameOf = (i: number) => `${i}`.padEnd(256, '名')
  for (let step = 0; step < 12; step++) {
    for (let i = 0; i < 10_000; i++) expect(gatherer.add(nameOf(i), step, { kind: 'scalar', numbers: [i] })).toBeNull()
    if (step % 4 === 3) put()
  }
  const million = new Array<number>(1 << 20).fill(0)
  const whyNot = [gatherer.add('one more', 0, { kind: 'scalar', numbers: [1] }), gatherer.add(nameOf(0), 0, { kind: 'spectrum', numbers: million })] // prettier-ignore
  expect(whyNot).toEqual(['more than 10000 series were logged', 'it is a scalar, and was logged as a spectrum'])
  const other = newGatherer()
  for (let i = 0; i < 6; i++) other.add(`s${i}`, 0, { kind: 'spectrum', numbers: million })
  for (const report of other.take()) outbox.put({ run: 'r', seq: seq++, at: 0, report })
  let taken = 0
  for (let batch: Envelope[] = await outbox.next(); batch.length > 0; batch = await outbox.next()) {
    const bytes = bytesFromReports(batch)
    expect(bytes.length).toBeLessThan(BOUNDS.messageBytes / 2)
    expect(new DataView(bytes.buffer).getUint32(4, true)).toBeLessThan(BOUNDS.headerBytes)
    taken += batch.length
  }
  expect(taken).toBe(seq)
})

test('ten thousand series under long names arrive, and of further ones it is said once', async () => {
  using data = temporaryFolder()
  await using hub = await served(data.path)
  const said: string[] = []
  const run = init({ id: 'wide', hub: hub.url, token: hub.token, say: (sentence) => void said.push(sentence) })
  const names = Array.from({ length: 100_000 }, (_, i) => `${i}`.padEnd(60, '名'))
  for (let step = 0; step < 2; step++) run.log(Object.fromEntries(names.map((name, i) => [name, i])), step)
  await run.finish({ waitMs: 120_000 })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/more than 10000 series were logged; that is left out/)
  const { summary, series } = await hub.view('wide')
  expect([summary.status, series.length, summary.points]).toEqual(['completed', 10_000, 20_000])
})
