import { closeSync, openSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { envelopesOf, type Held } from '#trainer/link/held.ts'
import { contentsOf, originOf } from '#trainer/link/journal-contents.ts'
import { frameOf, HEAD, heldIn } from '#trainer/link/frame.ts'
import { piecesOf } from '#trainer/link/journal-format.ts'
import { openJournal } from '#trainer/link/journal.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { envelope, measured, run, scalars, started, stepAt, upTo } from './reports.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'journals', `${run}.journal`)
})
afterEach(() => folder[Symbol.dispose]())

const HELD: readonly Held[] = [
  envelope(0, started),
  stepAt(1),
  { run, seq: 2, through: 5, at: 7 },
  stepAt(6),
  stepAt(7),
]
const seqs = (envelopes: readonly Envelope[]) => envelopes.map(({ seq }) => seq)

async function piecesIn(file: string) {
  const opened = openSync(file, 'r')
  try {
    return await Array.fromAsync(piecesOf(opened))
  } finally {
    closeSync(opened)
  }
}

async function readWhole(file: string, from = 0) {
  const contents = contentsOf(file, run, from)
  const envelopes: Envelope[] = []
  while (contents.end === null) envelopes.push(...(await contents.next()))
  contents.close()
  return { seqs: seqs(envelopes), end: contents.end, missing: contents.missing, envelopes }
}

describe('the bytes of a journal', () => {
  const bytes = Buffer.concat([HEAD, ...HELD.map(frameOf)])
  const ends = HELD.reduce<number[]>(
    (before, held) => [...before, before.at(-1)! + frameOf(held).length],
    [HEAD.length],
  )

  it('hold what was put in, to the bit', async () => {
    path = join(folder.path, 'j')
    writeFileSync(path, bytes)
    const pieces = await piecesIn(path)
    expect(pieces.map(({ end }) => end)).toEqual(ends.slice(1))
    expect(pieces.flatMap(({ body }) => heldIn(body!))).toEqual(HELD)
    expect(await readWhole(path)).toMatchObject({ seqs: upTo(8), end: 8, missing: null })
    expect(await readWhole(path, 4)).toMatchObject({ seqs: [4, 5, 6, 7], end: 8, missing: null })
    expect(await originOf(path)).toEqual({ run, writer: 'trainer' })
  })

  it('cut at any place end with the last whole frame', async () => {
    path = join(folder.path, 'j')
    for (let length = bytes.length; length >= 0; length--) {
      writeFileSync(path, bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length - 1
      expect((await piecesIn(path)).map(({ body }) => heldIn(body!)[0])).toEqual(HELD.slice(0, Math.max(0, whole)))
    }
  })

  it('with any one byte changed give what is whole, and tell the damage by its place', async () => {
    path = join(folder.path, 'j')
    for (let at = HEAD.length; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1 << (at % 8)
      writeFileSync(path, changed)
      const hit = ends.findIndex((end) => at < end) - 1
      const pieces = await piecesIn(path)
      const whole = pieces.flatMap(({ body }) => (body === null ? [] : heldIn(body)))
      expect(whole).toEqual(HELD.toSpliced(hit, 1))
      const isLast = hit === HELD.length - 1
      expect(pieces.filter(({ body }) => body === null)).toEqual(
        isLast ? [] : [{ at: ends[hit], end: ends[hit + 1], body: null }],
      )
    }
  })

  it('say which Reports are missing, and where they should be', async () => {
    path = join(folder.path, 'j')
    const changed = Buffer.from(bytes)
    changed[ends[2]! + 20]! ^= 1
    writeFileSync(path, changed)
    expect(await readWhole(path)).toMatchObject({
      seqs: [0, 1],
      end: 2,
      missing: `reports 2 to 5 are missing, and bytes ${ends[2]} to ${ends[3]} of ${path} are damaged`,
    })
    writeFileSync(path, Buffer.concat([HEAD, frameOf(stepAt(500))]))
    expect(await readWhole(path)).toMatchObject({ seqs: [], end: 0, missing: 'reports 0 to 499 are missing' })
    expect(await readWhole(path, 499)).toMatchObject({ missing: 'report 499 is missing' })
    expect(await readWhole(path, 501)).toMatchObject({ seqs: [], end: 501, missing: null })
  })

  it('of earlier versions, without checksums, are read as well', async () => {
    path = join(folder.path, 'j')
    const old = [envelope(0, started), stepAt(1)].map((one) => {
      const body = bytesFromReports([one])
      const head = Buffer.alloc(4)
      head.writeUInt32LE(body.length)
      return Buffer.concat([head, body])
    })
    writeFileSync(path, Buffer.concat([...old, old[1]!.subarray(0, 30)]))
    expect(await readWhole(path)).toMatchObject({ seqs: [0, 1], end: 2, missing: null })
  })
})

describe('a journal', () => {
  it('gives back what was appended, from any number on, also at once and in any order with reads', async () => {
    const journal = openJournal(() => path)
    expect(journal.end).toBe(null)
    const appended = [journal.append(HELD.slice(0, 3)), journal.append(HELD.slice(3))]
    const read = journal.read(3, 1000)
    await Promise.all(appended)
    expect(journal.end).toBe(8)
    expect(seqs(await read)).toEqual([3, 4, 5, 6, 7])
    journal.appendNow([stepAt(8)])
    expect(seqs(await journal.read(0, 1e6))).toEqual(upTo(9))
    expect((await readWhole(path)).seqs).toEqual(upTo(9))
    await journal.clear()
    expect([journal.end, readdirSync(join(folder.path, 'journals'))]).toEqual([null, []])
  })

  it('does not touch what another process left there', async () => {
    const first = openJournal(() => path)
    first.appendNow([stepAt(0)])
    const left = readFileSync(path)
    const second = openJournal(() => path)
    await second.append([stepAt(1)])
    second.clearNow()
    expect(readdirSync(join(folder.path, 'journals'))).toEqual([`${run}.1.journal`])
    expect(readFileSync(join(folder.path, 'journals', `${run}.1.journal`))).toEqual(left)
  })

  it('has appended nothing where the disk refused, and appends it later', async () => {
    writeFileSync(join(folder.path, 'journals'), 'in the way')
    const journal = openJournal(() => path)
    await expect(journal.append([stepAt(0)])).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(journal.end).toBe(null)
    truncateSync(join(folder.path, 'journals'))
    path = join(folder.path, 'elsewhere', `${run}.journal`)
    await journal.append([stepAt(0)])
    expect((await readWhole(path)).seqs).toEqual([0])
  })

  it('is thinned to less than it may take, while it is written to, and can be read all the time', async () => {
    const journal = openJournal(() => path)
    const wave = (seq: number) => measured(seq, scalars('loss', [seq], [Math.sin(seq)]))
    await journal.append(upTo(6000).map(wave))
    const room = journal.bytes / 2
    const shrinking = journal.shrink(10, room, 'no room')
    await journal.append(upTo(50).map((i) => wave(6000 + i)))
    await shrinking
    expect(journal.bytes).toBeLessThan(room)
    expect(journal.end).toBe(6050)
    const { seqs: left, missing, envelopes } = await readWhole(path, 10)
    expect({ left, missing }).toEqual({ left: upTo(6050).slice(10), missing: null })
    const words = envelopes.filter(({ report }) => report.type === 'thinned')
    expect(words).toMatchObject([{ seq: 5999, report: { from: 10, to: 5999, of: 5990, why: 'no room' } }])
    const values = envelopes.flatMap(({ report }) => columnsOf(report)).flatMap(({ values }) => [...values])
    const all = upTo(6050).slice(10).map(Math.sin)
    expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...all), Math.max(...all)])
    expect(seqs(await journal.read(6020, 1000))).toEqual(upTo(6050).slice(6020))
    expect([...envelopesOf(stepAt(3), 4)]).toEqual([])
  })

  it('drops what has been delivered before it thins anything', async () => {
    const journal = openJournal(() => path)
    for (let at = 0; at < 8000; at += 100) await journal.append(upTo(100).map((i) => stepAt(at + i)))
    await journal.shrink(7000, journal.bytes / 2, 'no room')
    const { seqs: left, envelopes } = await readWhole(path, 7000)
    expect(left).toEqual(upTo(8000).slice(7000))
    expect(envelopes.every(({ report }) => report.type === 'measured' && report.columns.length === 1)).toBe(true)
  })
})
