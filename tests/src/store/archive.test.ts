import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashOf } from '#src/access/index.ts'
import { openStore, openStoreInThreads, type Store } from '#src/store/index.ts'
import { frameOf, HEAD, openArchive } from '#src/store/archive/frames.ts'
import { openDatabase } from '#src/store/sqlite/database.ts'
import { insertFact, type FactRow } from '#src/store/sqlite/facts.ts'
import { runRow } from '#src/store/sqlite/run-row.ts'
import { seriesRows, updateSeries } from '#src/store/sqlite/series.ts'
import {
  every,
  FARTHEST,
  isLabel,
  PEOPLE,
  type Column,
  type Envelope,
  type Report,
  type RunId,
} from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { unpack } from '#src/wire/unpack.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from './contract.ts'
import { foreignStarted, loggedSeries } from './foreign-runs.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn, startedReport } from './reports.ts'

let folder: { path: string; [Symbol.dispose](): void }
let store: Store
let other: Store
let file: string
beforeEach(async () => {
  folder = temporaryFolder()
  store = await openStore(join(folder.path, 'here'))
  other = await openStore(join(folder.path, 'there'))
  file = join(folder.path, 'run.phasescope')
})
afterEach(async () => {
  await store.close()
  await other.close()
  folder[Symbol.dispose]()
})

const SECRET = hashOf('a'.repeat(43))

/** A number whose bits no arithmetic gives: a NaN that says something. */
function strangeNan(): number {
  return new Float64Array(Uint8Array.of(1, 2, 3, 4, 5, 6, 0xf8, 0x7f).buffer)[0]!
}

const frames = (series: string, steps: readonly number[]): Column => ({
  series,
  steps: Float64Array.from(steps),
  values: Float64Array.from(
    steps.flatMap((step) => Array.from({ length: step % 4 }, (_, i) => (i === 1 ? NaN : step / 7 + i))),
  ),
  lengths: Uint32Array.from(steps, (step) => step % 4),
})

/** A run of three writers, of whatever a store may have: late and repeated steps, numbers of every kind, series that nobody declared. */
async function keepRich(into: Store, run: RunId): Promise<void> {
  await into.admit({ run, writer: 'trainer', secretHash: SECRET })
  const started: Report = {
    type: 'started',
    run: { ...runOf(run), parameters: { modulus: 97, name: 'ü"\\' } },
    probes: [],
    detectors: [],
  }
  const steps = Array.from({ length: 9_000 }, (_, i) => i)
  await keep(
    into,
    enveloped(run, 0, [
      started,
      { type: 'declared', series: declaration('loss') },
      measuredReport(scalarColumn('loss', steps.slice(0, 5_000), steps.slice(0, 5_000).map((step) => 1 / (1 + step)))), // prettier-ignore
      measuredReport(scalarColumn('unsaid/part', [3, 1, 1], [-0, strangeNan(), Infinity])),
      { type: 'declared', series: { ...declaration('spectrum', 'spectrum'), unit: 'm' } },
      { type: 'declared', series: declaration('empty') },
      measuredReport(frames('spectrum', [1, 2, 7, 3])),
      { type: 'attached', probe: 'late', step: 4, cadence: every(1), options: {}, from: 0 },
      { type: 'filled', probe: 'late', from: 0, to: 2, goal: 3, columns: [scalarColumn('late', [0, 1, 2], [5, 5, -5])] }, // prettier-ignore
      { type: 'marked', mark: { by: 'me', step: 3, label: 'Here', about: 'x' } },
    ]),
  )
  const aside = enveloped(run, 0, [
    { type: 'declared', series: declaration('side') },
    measuredReport(scalarColumn('side', [2, 2, 0], [1, 2, 3])),
  ])
  await keep(into, aside.map((one) => ({ ...one, writer: 'observe' })), 'observe') // prettier-ignore
  const said = enveloped(run, 0, [
    { type: 'labeled', name: 'Wide', tags: ['paper'] },
    { type: 'noted', note: { id: 'n', from: 1, to: 2, text: 'Plateau' } },
  ])
  await keep(into, said.map((one) => ({ ...one, writer: PEOPLE, at: one.at + 0.25 })), PEOPLE) // prettier-ignore
  const late = scalarColumn('loss', [...steps.slice(5_000), 17, 4, 17], [...steps.slice(5_000), 1, 2, 3])
  await keep(into, enveloped(run, 10, [measuredReport(late)]))
}

const ended: Report = { type: 'ended', how: 'completed', step: 9_000, msPerStep: 2, weights: 'sha256:ab', why: null }

async function bitsOf(from: Store, run: RunId) {
  const series = await from.series(run)
  const numbers = []
  for (const { name } of series) {
    const columns = await Array.fromAsync(from.columns(run, name))
    const all = (of: (column: Column) => Uint8Array) => Buffer.concat(columns.map(of)).toString('hex')
    numbers.push({
      name,
      steps: all(({ steps }) => new Uint8Array(steps.buffer, steps.byteOffset, steps.byteLength)),
      values: all(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
      lengths: columns.flatMap(({ lengths }) => Array.from(lengths ?? [])),
    })
  }
  return { facts: await from.facts(run), series, numbers, summary: await from.summary(run) }
}

describe('an archive of a run', () => {
  test.each(['goes on', 'has ended'])('that %s is taken back equal to the bit', async (how) => {
    await keepRich(store, 'r')
    if (how === 'has ended') await keep(store, enveloped('r', 11, [ended]))
    else await store.markLost('r')
    await store.archive(file, ['r'])
    expect(await other.takeArchive(file)).toEqual([{ run: 'r', wasThere: false }])
    expect(await bitsOf(other, 'r')).toEqual(await bitsOf(store, 'r'))
    for (const writer of ['trainer', 'observe', PEOPLE])
      expect(await other.next('r', writer)).toBe(await store.next('r', writer))
    expect(await other.mainWriter('r')).toEqual({ writer: 'trainer', secretHash: SECRET })
    expect((await other.check()).faults).toEqual([])
    const again = join(folder.path, 'again.phasescope')
    await other.archive(again, ['r'])
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  })

  test('does not depend on how its points happen to rest', async () => {
    await keep(store, enveloped('r', 0, [{ type: 'started', run: runOf('r'), probes: [], detectors: [] }]))
    await keep(other, enveloped('r', 0, [{ type: 'started', run: runOf('r'), probes: [], detectors: [] }]))
    const report = (from: number, to: number) => {
      const steps = Array.from({ length: to - from }, (_, i) => from + i)
      return measuredReport(scalarColumn('loss', steps, steps.map(Math.sqrt)), frames('spectrum', steps))
    }
    const all = Array.from({ length: 100 }, (_, i) => report(i * 31, (i + 1) * 31))
    for (const envelope of enveloped('r', 1, all)) await keep(store, [envelope])
    await keep(other, enveloped('r', 1, all))
    await store.archive(file, ['r'])
    const again = join(folder.path, 'again.phasescope')
    await other.archive(again, ['r'])
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  })

  test('has every series that a run may have, whatever it is called, declared or not', async () => {
    const name = fc
      .oneof(
        fc.string({ unit: fc.constantFrom('/', 'a', ' ', '.', '\u{1f600}', '"'), minLength: 1, maxLength: 6 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
        fc.constantFrom('__proto__', '/', '//x', 'x/', 'constructor/__proto__', 'x'.repeat(256), `/${'y'.repeat(255)}`),
      )
      .filter((text) => isLabel(text))
    let count = 0
    const property = fc.asyncProperty(
      fc.uniqueArray(fc.tuple(name, fc.boolean()), { minLength: 1, maxLength: 8, selector: ([one]) => one }),
      async (series) => {
        const run = `r${count++}`
        const reports: Report[] = series.map(([one, isFrames]) =>
          measuredReport(isFrames ? frames(one, [1, 2]) : scalarColumn(one, [1, 2], [3, 4])),
        )
        await keep(store, enveloped(run, 0, [startedReport(run), ...reports]))
        expect((await store.series(run)).map((one) => one.name)).toEqual(series.map(([one]) => one))
        await store.markLost(run)
        await store.archive(file, [run])
        await other.takeArchive(file)
        expect(await bitsOf(other, run)).toEqual(await bitsOf(store, run))
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })

  test('that an earlier version stored with a nameless probe, and at times that no calendar has, is in an archive, as one that is taken back', async () => {
    const stored = enveloped('r', 0, [
      startedReport('r'),
      measuredReport(scalarColumn('/x', [1], [2]), scalarColumn('y/', [1], [2])),
    ])
    await keep(store, stored)
    await store.close()
    const db = openDatabase(join(folder.path, 'here'))
    const { key } = runRow(db, 'r')!
    const [told] = db.sql('select run, number, writer, seq, at, report from fact where run = ?').all(key)
    const started = JSON.parse(String(told!.report)) as { run: object }
    db.sql('delete from fact where run = ?').run(key)
    const report = JSON.stringify({ ...started, run: { ...started.run, startedAt: 1e300 } })
    insertFact(db, { ...(told as unknown as FactRow), at: -1e300, report })
    for (const row of seriesRows(db, runRow(db, 'r')!)) {
      const [probe, part] = row.name.split('/')
      const said = { ...(JSON.parse(row.declaration) as object), probe, part }
      updateSeries(db, { ...row, declaration: JSON.stringify(said) })
    }
    db.close()
    store = await openStore(join(folder.path, 'here'))
    expect((await store.series('r')).map(({ probe, part }) => [probe, part])).toEqual([
      ['', 'x'],
      ['y', ''],
    ])
    await store.archive(file, ['r'])
    await other.takeArchive(file)
    expect((await other.series('r')).map((one) => [one.name, one.probe, one.part, one.points])).toEqual([
      ['/x', '/x', null, 1],
      ['y/', 'y/', null, 1],
    ])
    const again = join(folder.path, 'again.phasescope')
    expect((await other.summary('r')).run.startedAt).toBe(FARTHEST)
    await other.archive(again, ['r'])
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  })

  test('is taken in threads too, with several runs', async () => {
    await keepRich(store, 'r')
    await keep(store, enveloped('q', 0, [{ type: 'started', run: runOf('q'), probes: [], detectors: [] }]))
    await store.archive(file, ['r', 'q'])
    const threads = await openStoreInThreads(join(folder.path, 'threads'))
    expect((await threads.takeArchive(file)).map(({ run }) => run)).toEqual(['r', 'q'])
    const again = join(folder.path, 'again.phasescope')
    await threads.archive(again, ['r', 'q'])
    await threads.close()
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  })

  test('of another framework is what it said of itself', async () => {
    await keep(store, [
      ...enveloped('f', 0, [
        foreignStarted('f'),
        { type: 'declared', series: loggedSeries('train/loss') },
        { type: 'described', step: 3, parameters: { lr: 0.5 }, summary: { best: 'NaN' }, steps: 50 },
        { type: 'described', step: 4, summary: { best: 0.25 } },
        measuredReport(scalarColumn('train/loss', [5, 3, 4], [1, 2, 3])),
      ]),
    ])
    await store.markLost('f')
    await store.archive(file, ['f'])
    await other.takeArchive(file)
    expect(await bitsOf(other, 'f')).toEqual(await bitsOf(store, 'f'))
    expect((await other.list({ where: 'summary("best") = 0.25 and lr = 0.5' })).total).toBe(1)
    expect((await other.check()).faults).toEqual([])
  })

  test('changes nothing where the same run is stored, and is refused where another is', async () => {
    await keepRich(store, 'r')
    await store.archive(file, ['r'])
    await other.takeArchive(file)
    expect(await other.takeArchive(file)).toEqual([{ run: 'r', wasThere: true }])
    expect(await store.takeArchive(file)).toEqual([{ run: 'r', wasThere: true }])
    await keep(store, enveloped('r', 11, [ended]))
    await expect(store.takeArchive(file)).rejects.toThrow(/Run 'r' is stored already, and is not what .* --as r-2/)
    await store.remove('r')
    await expect(store.takeArchive(file)).rejects.toThrow(/was removed here .* --undo/)
  })

  test('is taken under another id', async () => {
    await keepRich(store, 'r')
    await store.archive(file, ['r'])
    expect(await store.takeArchive(file, 'r-2')).toEqual([{ run: 'r-2', wasThere: false }])
    expect(await store.takeArchive(file, 'r-2')).toEqual([{ run: 'r-2', wasThere: true }])
    const [mine, copy] = [await bitsOf(store, 'r'), await bitsOf(store, 'r-2')]
    expect(copy.numbers).toEqual(mine.numbers)
    expect(copy.summary.run).toEqual({ ...mine.summary.run, id: 'r-2' })
    await keep(store, enveloped('q', 0, [{ type: 'started', run: runOf('q'), probes: [], detectors: [] }]))
    await store.archive(file, ['r', 'q'])
    await expect(other.takeArchive(file, 's')).rejects.toThrow(/--as: .* has 2 runs/)
    expect((await other.list({})).total).toBe(0)
  })
})

test.each(['schema-3', 'version-0.1'])(
  'runs that an earlier version stored (%s) are taken back equal',
  async (name) => {
    const stored = join(import.meta.dirname, '../../fixtures', name, 'stored.tar.gz')
    execFileSync('tar', ['-xzf', stored, '-C', folder.path])
    const found = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    const database = found.find((path) => path.endsWith('phasescope.sqlite') && !/^(here|there)/.test(path))!
    const earlier = await openStore(join(folder.path, dirname(database)))
    const runs = (await earlier.list({})).runs.map(({ run }) => run.id)
    expect(runs.length).toBeGreaterThan(0)
    await earlier.archive(file, runs)
    await other.takeArchive(file)
    for (const run of runs) expect((await bitsOf(other, run)).numbers).toEqual((await bitsOf(earlier, run)).numbers)
    await earlier.close()
    const again = join(folder.path, 'again.phasescope')
    await other.archive(again, runs)
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true)
  },
)

describe('a file that is not what was written', () => {
  let good: Buffer
  beforeEach(async () => {
    await keep(
      store,
      enveloped('r', 0, [
        { type: 'started', run: runOf('r'), probes: [], detectors: [] },
        { type: 'declared', series: declaration('loss') },
        measuredReport(scalarColumn('loss', [0, 1], [1, 2])),
      ]),
    )
    const aside = enveloped('r', 0, [measuredReport(scalarColumn('side', [0], [1]))])
    await keep(store, aside.map((one) => ({ ...one, writer: 'observe' })), 'observe') // prettier-ignore
    await store.archive(file, ['r'])
    good = readFileSync(file)
  })

  async function refused(bytes: Uint8Array): Promise<string> {
    const bad = join(folder.path, 'bad.phasescope')
    writeFileSync(bad, bytes)
    const why = await other.takeArchive(bad).then(
      () => 'taken',
      (error: unknown) => (error as Error).message,
    )
    expect((await other.list({})).total).toBe(0)
    expect(await other.next('r')).toBe(0)
    return why
  }

  test('is refused whole wherever it was cut', async () => {
    for (let size = 0; size < good.length; size += 7)
      expect(await refused(good.subarray(0, size)), `cut at ${size}`).toMatch(
        /is damaged at byte \d+|expected an archive/,
      )
    expect(await refused(Buffer.concat([good, Buffer.of(0)]))).toMatch(/expected its end/)
    for (const { end } of framesIn(good))
      if (end < good.length) expect(await refused(good.subarray(0, end))).toMatch(/ends/)
    expect((await other.check()).faults).toEqual([])
  })

  test('is refused whole whichever bit was flipped', async () => {
    for (let at = 0; at < good.length; at += 5) {
      const bytes = Buffer.from(good)
      bytes[at]! ^= 1 << (at % 8)
      expect(await refused(bytes), `flipped at ${at}`).toMatch(/is damaged at byte \d+|expected an archive/)
    }
  })

  test('is refused where frames changed places, or one is missing', async () => {
    const frames = framesIn(good).map(({ body }) => body)
    expect(await refused(archiveOf([frames[0]!, frames[1]!, frames[3]!]))).toMatch(/damaged/)
    const swapped = [frames[0]!, frames[2]!, frames[1]!, frames[3]!]
    expect(await refused(archiveOf(swapped))).toMatch(/expected the head of a run/)
  })

  test('of another version is refused by that', async () => {
    const [, ...rest] = framesIn(good).map(({ body }) => body)
    const head = pack({ archive: { version: 2, runs: ['r'] } }, [])
    expect(await refused(archiveOf([head, ...rest.slice(0, -1)]))).toMatch(/version 2, .* reads version 1; update it/)
    expect(await refused(Buffer.from('PSA2\r\n\x1a\nmore'))).toMatch(/expected an archive of runs/)
  })

  test('that claims more than there is costs no memory', async () => {
    const bytes = Buffer.from(good)
    bytes.writeUInt32LE(0xffff_fff0, HEAD.length)
    expect(await refused(bytes)).toMatch(/expected a frame of at most \d+ bytes, got 4294967280/)
    bytes.writeUInt32LE(60_000_000, HEAD.length)
    expect(await refused(bytes)).toMatch(/the file ends \d+ before/)
  })

  test('that says columns of nothing, very many in few bytes, is refused at the first of them', async () => {
    const [start, head, ...rest] = framesIn(good).map(({ body }) => body)
    const many = JSON.stringify({ body: unpack(head!).body, columns: [{ kind: 'f64', length: 0, times: 262_144 }] })
    const header = Buffer.from(many + ' '.repeat((8 - (Buffer.byteLength(many) % 8)) % 8))
    const bytes = Buffer.concat([head!.subarray(0, 8), header])
    bytes.writeUInt32LE(header.length, 4)
    const all = [start!, ...Array<Uint8Array>(10_000).fill(bytes), ...rest.slice(0, -1)]
    expect(await refused(archiveOf(all))).toMatch(/expected a record without numbers, got 262144 columns/)
  })

  test('that claims very many runs, each of nothing, is refused', async () => {
    const [, head] = framesIn(good).map(({ body }) => body)
    const said = (unpack(head!).body as { run: object }).run
    const ids = Array.from({ length: 20_000 }, (_, i) => `r${i}`)
    const heads = ids.map((id) => pack({ run: { ...said, id } }, []))
    const start = pack({ archive: { version: 1, runs: ids } }, [])
    expect(await refused(archiveOf([start, ...heads]))).toMatch(/expected 2 facts, got 0/)
    expect(await refused(archiveOf([start, ...heads.slice(1)]))).toMatch(/expected the runs r0, r1, .*, r7, …; nothing/)
  })

  type Change = (envelopes: Envelope[]) => Envelope[]
  const report =
    (at: number, change: (report: Report) => Report): Change =>
    (envelopes) =>
      envelopes.map((one, i) => (i === at ? { ...one, report: change(one.report) } : one))
  const second = (change: object): Change => (envelopes) => envelopes.map((one, i) => (i === 1 ? { ...one, ...change } : one)) // prettier-ignore

  test.each<[string, Change, Change, RegExp]>([
    ['begins with something else', (all) => all.slice(1).concat(all[0]!), (all) => all, /'started' first/],
    ['says less than it claims', (all) => all.slice(1), (all) => all, /'started' first|facts/],
    ['is said by nobody', second({ writer: 'ghost' }), (all) => all, /expected a writer of the run, got 'ghost'/],
    ['says too much of itself', (all) => [...all.slice(0, 1), { ...all[1]!, report: { type: 'described', step: 1, parameters: Object.fromEntries(Array.from({ length: 1024 }, (_, i) => [`p${i}`, i])) } }], (all) => all, /at most 1024 with those before/], // prettier-ignore
    ['goes back in its numbers', second({ seq: 99 }), (all) => all, /below 3, in order, got 99/],
    ['is of another run', second({ run: 'q' }), (all) => all, /expected a report of run 'r', got 'q'/],
    ['is moved on by another writer', (all) => [...all.slice(0, 1), { ...all[1]!, writer: 'observe', seq: 0, report: ended }], (all) => all, /cannot report 'ended'/], // prettier-ignore
    ['has other points', (all) => all, (all) => all.slice(0, 1).concat(all.slice(2)), /expected 3 points, got 1/],
    ['has a series twice', (all) => all, (all) => [...all, all[0]!], /expected series 'loss' once/],
    ['has a step that is none', (all) => all, report(1, () => measuredReport(scalarColumn('loss', [-1, 0.5], [0, 0]))), /expected a whole number from 0, got -1/], // prettier-ignore
    ['has frames among scalars', (all) => all, report(1, () => measuredReport(frames('loss', [2, 3]))), /expected scalars/], // prettier-ignore
    ['has points of a series that was not declared', (all) => all, report(1, () => measuredReport(scalarColumn('x', [1], [1]))), /expected points of series 'loss', got 'x'/], // prettier-ignore
  ])('is refused where it %s, with checksums that fit', async (_, facts, numbers, why) => {
    const [start, head, first, then] = framesIn(good).map(({ body }) => body)
    const changed = [
      bytesFromReports(facts(reportsFromBytes(first!))),
      bytesFromReports(numbers(reportsFromBytes(then!))),
    ]
    expect(await refused(archiveOf([start!, head!, ...changed]))).toMatch(why)
    expect((await other.check()).faults).toEqual([])
  })

  test.each<[string, (head: Record<string, unknown>) => object, RegExp]>([
    ['two main writers', (head) => ({ ...head, writers: (head.writers as object[]).map((one) => ({ ...one, main: true })) }), /one main writer/], // prettier-ignore
    ['a path for an id', (head) => ({ ...head, id: '../x' }), /expected the id of a run/],
    ['no counts', (head) => ({ ...head, facts: -1 }), /expected counts/],
    ['more series', (head) => ({ ...head, series: 7 }), /expected 7 series, got 2/],
  ])('is refused where its head has %s', async (_, change, why) => {
    const [start, head, ...rest] = framesIn(good).map(({ body }) => body)
    const said = unpack(head!).body as { run: Record<string, unknown> }
    expect(await refused(archiveOf([start!, pack({ run: change(said.run) }, []), ...rest.slice(0, -1)]))).toMatch(why)
  })
})

test('nothing is left beside a file that cannot be written', async () => {
  await keepRich(store, 'r')
  await expect(store.archive(join(folder.path, 'none', 'r.phasescope'), ['r'])).rejects.toThrow(/Cannot write/)
  await expect(store.archive(file, ['r', 'nobody'])).rejects.toThrow(/nobody/)
  expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false])
})

function framesIn(bytes: Buffer): { end: number; body: Uint8Array }[] {
  const path = join(folder.path, 'read.phasescope')
  writeFileSync(path, bytes)
  const archive = openArchive(path)
  const frames = []
  for (let at = HEAD.length; at < archive.size;) {
    const frame = archive.frameAt(at)
    frames.push(frame)
    at = frame.end
  }
  archive.close()
  return frames
}

/** An archive of these bodies, with the checksums that it has to have. */
function archiveOf(bodies: readonly Uint8Array[]): Uint8Array {
  const before = Buffer.concat([HEAD, ...bodies.map(frameOf)])
  const sha256 = createHash('sha256').update(before).digest('hex')
  return Buffer.concat([before, frameOf(pack({ end: { sha256 } }, []))])
}
