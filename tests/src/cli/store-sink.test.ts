import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lastValueFrom, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storedIn, type SinkSettings } from '#src/cli/store-sink.ts'
import { takeFromJournal } from '#src/cli/left-in-journal.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { TRAINER, type Envelope } from '#src/vocabulary/index.ts'
import { openJournal } from '#trainer/link/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { envelope, run, started, stepAt, upTo } from '../../trainer/link/reports.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  folder[Symbol.dispose]()
  process.exitCode = undefined
})

const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 300_000, interval: 1 })

/** A run that the test emits into a store, whose disk may be full. */
async function sunk(settings: SinkSettings = {}, disk = { isFull: false, asked: 0 }) {
  const said: string[] = []
  const envelope$ = new Subject<Envelope>()
  const store = await openStore(folder.path)
  const ingest: Store['ingest'] = (arrivals) => {
    disk.asked += 1
    if (disk.isFull) return Promise.reject(new Error('database or disk is full'))
    return store.ingest(arrivals)
  }
  const brief: SinkSettings = { commitMs: 1, retry: [1, 5], say: (line) => said.push(line), ...settings }
  const stored$ = storedIn({ ...store, ingest, close: () => store.close() }, envelope$, folder.path, brief)
  const done = lastValueFrom(stored$, { defaultValue: 'completed' })
  let seq = 0
  return {
    said,
    done,
    emit(count: number) {
      for (const end = seq + count; seq < end; seq++) envelope$.next(seq === 0 ? envelope(0, started) : stepAt(seq))
    },
    end: () => envelope$.complete(),
  }
}

async function stepsStored(): Promise<number[]> {
  const store = await openStore(folder.path)
  try {
    const steps: number[] = []
    for await (const column of store.columns(run, 'loss')) steps.push(...column.steps)
    return steps
  } finally {
    await store.close()
  }
}

describe('the sink of a run without a hub', () => {
  it('stores everything', async () => {
    const { emit, end, done, said } = await sunk()
    emit(100)
    end()
    await done
    expect([await stepsStored(), said]).toEqual([upTo(100).slice(1), []])
  })

  it('ends no run when the disk is full: it says so once, tries again, and stores everything when there is room', async () => {
    const disk = { isFull: true, asked: 0 }
    const { emit, end, done, said } = await sunk({}, disk)
    emit(50)
    await until(() => disk.asked > 10)
    emit(50)
    disk.isFull = false
    end()
    await done
    expect(await stepsStored()).toEqual(upTo(100).slice(1))
    expect(said).toEqual([
      expect.stringMatching(
        /^Cannot store the reports of run some-run in .*: database or disk is full\. The training goes on/,
      ),
      `The reports of run ${run} are stored in ${folder.path} again`,
    ])
  })

  it('holds no more than it may meanwhile, and says on the timeline that it was thinned', async () => {
    const disk = { isFull: true, asked: 0 }
    const { emit, end, done } = await sunk({ limit: { count: 100, bytes: Infinity } }, disk)
    emit(20)
    await until(() => disk.asked > 0)
    emit(5000)
    disk.isFull = false
    end()
    await done
    const steps = await stepsStored()
    expect(steps.length).toBeLessThan(300)
    expect([steps[0], steps.at(-1)]).toEqual([1, 5019])
    const store = await openStore(folder.path)
    const words = (await store.facts(run)).filter(({ report }) => report.type === 'thinned')
    expect(words.at(-1)?.report).toMatchObject({ why: 'the disk took nothing (database or disk is full)' })
    await store.close()
  })

  it('leaves in a journal what it has not taken when the process is to end, and says so', async () => {
    const hurry$ = new Subject<void>()
    const disk = { isFull: true, asked: 0 }
    const { emit, end, done, said } = await sunk({ hurry$ }, disk)
    emit(50)
    await until(() => said.length > 0)
    hurry$.next()
    end()
    await done
    expect(said.at(-1)).toMatch(
      /^50 reports of run some-run are not in .*; they are in .*some-run\.journal, and are taken from there by: phasescope resume some-run --data \/\S+$/,
    )
    expect(process.exitCode).toBe(1)
    await takeFromJournal(folder.path, run, null)
    expect(await stepsStored()).toEqual(upTo(50).slice(1))
  })
})

describe('what is left in a journal', () => {
  it('goes into the store before the run goes on', async () => {
    const { emit, end, done } = await sunk()
    emit(50)
    end()
    await done
    const path = join(folder.path, 'journals', `${run}.journal`)
    openJournal(() => path).appendNow(upTo(90).slice(30).map(stepAt))
    await takeFromJournal(folder.path, run, null)
    expect(await stepsStored()).toEqual(upTo(90).slice(1))
    expect(existsSync(path)).toBe(false)
  })

  it('is set aside where it does not follow on what is stored', async () => {
    const { emit, end, done } = await sunk()
    emit(50)
    end()
    await done
    openJournal(() => join(folder.path, 'journals', `${run}.journal`)).appendNow(upTo(90).slice(60).map(stepAt))
    await takeFromJournal(folder.path, run, null)
    expect(await stepsStored()).toEqual(upTo(50).slice(1))
    expect(readdirSync(join(folder.path, 'journals'))).toEqual([`${run}.journal.incomplete`])
    const store = await openStore(folder.path)
    expect(await store.next(run, TRAINER)).toBe(50)
    await store.close()
  })
})
