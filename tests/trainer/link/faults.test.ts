import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastValueFrom, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import { link } from '#trainer/link/link.ts'
import { resend } from '#trainer/link/resend.ts'
import type { LinkSettings } from '#trainer/link/settings.ts'
import { freePort, temporaryFolder } from '../../phasescope.ts'
import { fakeHub, type FakeHub } from './fake-hub.ts'
import { envelope, run, started, stepAt, upTo } from './reports.ts'

/** Whatever is wrong with hub or disk: waits are as short as they can be, so that much goes wrong in little time. */
const waits = { call: [1, 20], refusal: [1, 5], answer: [30_000, 30_000] } as const
const secret = () => 'S'.repeat(43)
const disk = { writeMs: 1, retry: [1, 5] } as const

let folder: ReturnType<typeof temporaryFolder>
let toClose: (() => unknown)[]
beforeEach(() => {
  folder = temporaryFolder()
  toClose = [() => folder[Symbol.dispose]()]
})
afterEach(async () => {
  for (const close of toClose.reverse()) await close()
})

async function hub(port = 0, taken: Envelope[] = []): Promise<FakeHub> {
  const made = await fakeHub(port, taken)
  toClose.push(made.close)
  return made
}

/** A disk on which no secret can be kept until there is room. */
function fullDisk() {
  let isFull = true
  return {
    makeRoom: () => void (isFull = false),
    secret() {
      if (isFull) throw new Error('ENOSPC: no space left on device')
      return secret()
    },
  }
}

/** A run whose Reports the test emits. */
function trained(settings: Partial<LinkSettings> & Pick<LinkSettings, 'hub'>) {
  const envelope$ = new Subject<Envelope>()
  const said: string[] = []
  const all = {
    folder: folder.path,
    waits,
    disk,
    secret,
    journalAfterMs: 0,
    say: (line: string) => said.push(line),
    ...settings,
  }
  const done = lastValueFrom(link(envelope$, all), { defaultValue: 'completed' })
  let seq = 0
  toClose.push(() => envelope$.error(new Error('The test is over')), () => done.catch(() => {})) // prettier-ignore
  return {
    said,
    done,
    emit(count: number) {
      for (const end = seq + count; seq < end; seq++) envelope$.next(seq === 0 ? envelope(0, started) : stepAt(seq))
    },
    end: () => envelope$.complete(),
  }
}

const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 300_000, interval: 1 })
const journals = () => readdirSync(join(folder.path, 'journals'))
const seqs = (envelopes: readonly Envelope[]) => envelopes.map(({ seq }) => seq)

describe('a hub', () => {
  it('that refuses Reports again and again is asked again, told of once, and gets everything in the end', async () => {
    const full = await hub()
    full.refusesReports = 'the disk is full; make room'
    const { emit, end, said, done } = trained({ hub: full.url })
    emit(50)
    await until(() => full.asked > 30)
    emit(50)
    full.refusesReports = null
    end()
    await done
    expect(seqs(full.taken)).toEqual(upTo(100))
    expect(said).toEqual([
      `The hub at ${full.url} does not take the reports of run ${run}: the disk is full; make room. They are kept, and sent again`,
      `The hub at ${full.url} takes the reports of run ${run} again`,
    ])
    expect(journals()).toEqual([])
  })

  it('that refuses the run is told of once, asked again, and gets everything when it has changed its mind', async () => {
    const stranger = await hub()
    stranger.refusesRuns = 'it speaks protocol 9 and the trainer 2; update'
    const { emit, end, said, done } = trained({ hub: stranger.url })
    emit(50)
    await until(() => stranger.greetings.length > 30)
    stranger.refusesRuns = null
    await until(() => stranger.taken.length === 50)
    emit(50)
    end()
    await done
    expect(seqs(stranger.taken)).toEqual(upTo(100))
    expect(said[0]).toContain(
      `does not accept run ${run}: it speaks protocol 9 and the trainer 2; update. Everything is kept`,
    )
    expect(said).toHaveLength(2)
  })

  it('that does not know the token says so once, and is shown it as soon as it is there', async () => {
    const guarded = await hub()
    guarded.token = 'right'
    let token: string | null = null
    const { emit, end, said, done } = trained({ hub: guarded.url, token: async () => token })
    emit(10)
    await until(() => guarded.tokens.length > 20)
    token = 'right'
    end()
    await done
    expect(seqs(guarded.taken)).toEqual(upTo(10))
    expect(said[0]).toMatch(/401: this hub takes reports with a token only/)
    expect(said).toHaveLength(2)
  })

  it('that moves to another port is found where it is announced, and goes on where it was', async () => {
    const first = await hub()
    let announced: string | null = first.url
    const { emit, end, said, done } = trained({ hub: first.url, moved: () => announced })
    emit(100)
    await until(() => first.taken.length === 100)
    await first.close()
    emit(100)
    announced = null
    await until(() => said.length > 0)
    const second = await hub(0, first.taken)
    announced = second.url
    end()
    await done
    expect(seqs(second.taken)).toEqual(upTo(200))
    expect(said).toContain(`The hub has moved from ${first.url} to ${second.url}`)
  })

  it('that takes Reports and never answers costs no memory, and another gets what it did not acknowledge', async () => {
    const silent = await hub()
    silent.isSilent = true
    const { emit, end, done } = trained({ hub: silent.url, mostInMemory: 20 })
    emit(2000)
    await until(() => existsSync(join(folder.path, 'journals', `${run}.journal`)) && silent.asked >= 4)
    expect(silent.asked).toBe(4)
    await silent.close()
    const next = await hub(Number(new URL(silent.url).port), silent.taken)
    end()
    await done
    expect(seqs(next.taken)).toEqual(upTo(2000))
  })
})

describe('a greeting', () => {
  it('says who writes, shows its secret, which is asked for at each, and names the Commands that are obeyed', async () => {
    const there = await hub()
    const { emit, end, done } = trained({ hub: there.url, accepts: ['pause', 'stop'] })
    emit(3)
    end()
    await done
    const { protocol, clockAheadMs, ...identity } = there.greetings[0]!
    expect(identity).toEqual({ run, writer: 'trainer', secret: 'S'.repeat(43), accepts: ['pause', 'stop'] })
    expect([typeof protocol, typeof clockAheadMs]).toEqual(['number', 'number'])
  })

  it('is not given while its secret cannot be kept: the run goes on, and is greeted for when it can', async () => {
    const there = await hub()
    const full = fullDisk()
    const { emit, end, said, done } = trained({ hub: there.url, secret: full.secret })
    emit(3)
    await until(() => said.some((line) => line.includes('ENOSPC')))
    expect(there.greetings).toEqual([])
    full.makeRoom()
    await until(() => there.taken.length === 3)
    end()
    await done
  })

  it('is given in the end where its secret could not be kept and the run has ended meanwhile', async () => {
    const there = await hub()
    const full = fullDisk()
    const { emit, end, said, done } = trained({ hub: there.url, secret: full.secret })
    emit(3)
    end()
    await until(() => said.some((line) => line.includes('ENOSPC')))
    full.makeRoom()
    await done
    expect(seqs(there.taken)).toEqual(upTo(3))
  })
})

describe('a process that somebody wants to end', () => {
  it('ends with its run where the hub is gone, and leaves everything in a journal', async () => {
    const hurry$ = new Subject<void>()
    const { emit, end, said, done } = trained({ hub: `http://127.0.0.1:${await freePort()}`, hurry$ })
    emit(30)
    await until(() => said.length > 0)
    hurry$.next()
    end()
    await done
    expect(said.at(-1)).toMatch(/^30 reports of run some-run have not reached the hub; they are stored in/)
    const there = await hub()
    expect(await resend(join(folder.path, 'journals', `${run}.journal`), { hub: there.url, secret })).toEqual({
      ok: true,
      delivered: 30,
    })
    expect(seqs(there.taken)).toEqual(upTo(30))
  })

  it('waits for a hub that is there', async () => {
    const there = await hub()
    const hurry$ = new Subject<void>()
    const { emit, end, said, done } = trained({ hub: there.url, hurry$ })
    emit(30)
    await until(() => there.taken.length > 0)
    hurry$.next()
    end()
    await done
    expect([seqs(there.taken), said]).toEqual([upTo(30), []])
  })
})

describe('a disk that takes nothing', () => {
  const inTheWay = () => writeFileSync(join(folder.path, 'journals'), '')

  it('ends no run: what the hub has not taken is kept in memory, and stored as soon as that goes', async () => {
    inTheWay()
    const port = await freePort()
    const { emit, end, said, done } = trained({ hub: `http://127.0.0.1:${port}` })
    emit(200)
    await until(() => said.some((line) => line.startsWith('Cannot store what the hub has not taken')))
    rmSync(join(folder.path, 'journals'))
    await until(() => said.some((line) => line.includes('again')))
    expect(said.filter((line) => line.startsWith('Cannot store'))).toHaveLength(1)
    emit(100)
    const back = await hub(port)
    end()
    await done
    expect(seqs(back.taken)).toEqual(upTo(300))
    expect(columnsOf(back.taken.at(-1)!.report)).toEqual(columnsOf(stepAt(299).report))
    expect(journals()).toEqual([])
  })

  it('has memory thinned when it is full, with the extremes, every number and a word of it', async () => {
    inTheWay()
    const port = await freePort()
    const { emit, end, said, done } = trained({ hub: `http://127.0.0.1:${port}`, mostInMemory: 100 })
    emit(50)
    await until(() => said.some((line) => line.startsWith('Cannot store')))
    emit(5000)
    const back = await hub(port)
    end()
    await done
    expect(seqs(back.taken)).toEqual(upTo(5050))
    const points = back.taken.flatMap(({ report }) => columnsOf(report)).flatMap(({ steps }) => [...steps])
    expect(points.length).toBeLessThan(400)
    expect(points).toContain(1)
    expect(points).toContain(5049)
    const words = back.taken.flatMap(({ report }) => (report.type === 'thinned' ? [report] : []))
    expect(words.reduce((sum, { of, kept }) => sum + of - kept, 0)).toBe(5049 - points.length)
    expect(words[0]?.why).toMatch(/^the hub was away, and the disk took nothing \(/)
  })

  it('has a hub that does not want the run asked again when the run has ended, since nothing else keeps it', async () => {
    inTheWay()
    const there = await hub()
    there.refusesRuns = 'the disk is full; make room'
    const { emit, end, said, done } = trained({ hub: there.url })
    emit(10)
    await until(() => said.some((line) => line.startsWith('Cannot store')))
    end()
    const asked = there.greetings.length
    await until(() => there.greetings.length > asked + 5)
    there.refusesRuns = null
    await done
    expect(seqs(there.taken)).toEqual(upTo(10))
  })

  it('at the end says what is lost', async () => {
    inTheWay()
    const hurry$ = new Subject<void>()
    const { emit, end, said, done } = trained({ hub: `http://127.0.0.1:${await freePort()}`, hurry$ })
    emit(10)
    await until(() => said.some((line) => line.startsWith('Cannot store')))
    hurry$.next()
    end()
    await done
    expect(said.at(-1)).toMatch(/^10 reports of run some-run have not reached the hub; none of them is stored: /)
  })
})

describe('resend', () => {
  const left = async (count: number) => {
    const hurry$ = new Subject<void>()
    const { emit, end, said, done } = trained({ hub: `http://127.0.0.1:${await freePort()}`, hurry$ })
    emit(count)
    await until(() => said.length > 0)
    hurry$.next()
    end()
    await done
    return join(folder.path, 'journals', `${run}.journal`)
  }

  it('sends a hub what it does not have, and nothing else', async () => {
    const path = await left(1000)
    const there = await hub(0, [envelope(0, started), ...upTo(400).slice(1).map(stepAt)])
    expect(await resend(path, { hub: there.url, waits, secret })).toEqual({ ok: true, delivered: 600 })
    expect(seqs(there.taken)).toEqual(upTo(1000))
    expect(journals()).toEqual([])
  })

  it('has nothing to send where the hub has everything', async () => {
    const path = await left(10)
    const there = await hub(0, [envelope(0, started), ...upTo(20).slice(1).map(stepAt)])
    expect(await resend(path, { hub: there.url, waits, secret })).toEqual({ ok: true, delivered: 0 })
    expect([there.asked, journals()]).toEqual([0, []])
  })

  it('keeps the journal where there is no hub, where it refuses, and where it breaks off, and says why', async () => {
    const path = await left(1000)
    const nowhere = `http://127.0.0.1:${await freePort()}`
    expect(await resend(path, { hub: nowhere, waits, secret })).toMatchObject({ ok: false, delivered: 0, why: expect.stringContaining(nowhere) }) // prettier-ignore
    const there = await hub()
    there.refusesRuns = 'no strangers'
    expect(await resend(path, { hub: there.url, waits, secret })).toMatchObject({ ok: false, why: expect.stringContaining('no strangers') }) // prettier-ignore
    there.refusesRuns = null
    there.refusesReports = 'full'
    expect(await resend(path, { hub: there.url, waits, secret })).toMatchObject({ ok: false, why: expect.stringContaining('full') }) // prettier-ignore
    there.refusesReports = null
    expect(journals()).toEqual([`${run}.journal`])
    expect(await resend(path, { hub: there.url, waits, secret })).toEqual({ ok: true, delivered: 1000 })
  })

  it('says what is missing where the hub wants what the journal does not have', async () => {
    const { openJournal } = await import('#trainer/link/journal.ts')
    const path = join(folder.path, 'journals', `${run}.journal`)
    openJournal(() => path).appendNow([envelope(0, started), stepAt(1), stepAt(2), stepAt(5), stepAt(6)])
    const there = await hub()
    expect(await resend(path, { hub: there.url, waits, secret })).toEqual({ ok: false, delivered: 3, isIncomplete: true, why: 'reports 3 to 4 are missing' }) // prettier-ignore
    expect(journals()).toEqual([`${run}.journal`])
  })
})
