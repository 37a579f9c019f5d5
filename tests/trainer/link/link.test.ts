import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { EMPTY, from, lastValueFrom, Subject, type Observable } from 'rxjs'
import { Server } from 'socket.io'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { startHub, type Hub } from '#src/hub/index.ts'
import { openStore } from '#src/store/index.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { AddressedCommand, Command, Envelope, Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { TRAINER_NAMESPACE } from '#src/wire/protocol.ts'
import { link } from '#trainer/link/link.ts'
import { journalsIn, resend } from '#trainer/link/resend.ts'
import type { LinkSettings } from '#trainer/link/settings.ts'
import { freePort, temporaryFolder } from '../../phasescope.ts'
import { run, started } from './reports.ts'

const secret = () => 'S'.repeat(43)
const ending: Report = { type: 'ended', how: 'completed', step: 99, msPerStep: 1, weights: 'sha256:0', why: null }
const declared: Report = {
  type: 'declared',
  series: {
    name: 'train-loss',
    probe: 'train-loss',
    part: null,
    kind: 'scalar',
    group: 'loss',
    unit: '1',
    scale: 'log',
    range: null,
  },
}

function measuredAt(step: number): Report {
  const column = {
    series: 'train-loss',
    steps: Float64Array.of(step),
    values: Float64Array.of(1 / step),
    lengths: null,
  }
  return { type: 'measured', columns: [column] }
}

function envelope(report: Report, seq: number): Envelope {
  return { run, seq, at: 0, report }
}

/** A run that the test lets go on. */
function liveRun(steps: number) {
  const reports = [started, declared, ...Array.from({ length: steps }, (_, step) => measuredAt(step)), ending]
  const envelopes = reports.map(envelope)
  const envelope$ = new Subject<Envelope>()
  return {
    envelope$,
    next(count: number) {
      for (const each of envelopes.splice(0, count)) envelope$.next(each)
      if (envelopes.length === 0) envelope$.complete()
    },
    rest: () => envelopes.length,
  }
}

/** Who may report is kept here, for every hub of these tests: what is tested is that Reports arrive. */
const access = temporaryFolder()
afterAll(() => access[Symbol.dispose]())

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

function open(): { folder: string; journals: string } {
  const data = temporaryFolder()
  const journals = temporaryFolder()
  toClose.push(
    () => data[Symbol.dispose](),
    () => journals[Symbol.dispose](),
  )
  return { folder: data.path, journals: journals.path }
}

async function hubOn(folder: string, port: number): Promise<{ store: Sqlite; hub: Hub; close: () => Promise<void> }> {
  const own = await openStore(folder)
  const store = openSqlite(folder)
  const catalogue = { probes: [], detectors: [], launchable: () => Promise.resolve({ experiments: [], faults: [] }) }
  const hub = await startHub({ store: own, data: access.path, port, pageFolder: null, catalogue, version: '0' })
  let open = true
  const close = async () => {
    if (!open) return
    open = false
    await hub.close()
    store.close()
    await own.close()
  }
  toClose.push(close)
  return { store, hub, close }
}

function linked(envelope$: Observable<Envelope>, settings: Omit<LinkSettings, 'say' | 'secret'>) {
  const said: string[] = []
  const done = lastValueFrom(
    link(envelope$, {
      token: async () => machineToken(access.path),
      secret,
      ...settings,
      say: (line) => said.push(line),
    }),
    { defaultValue: null },
  )
  return { said, done }
}

const stepsIn = (store: Sqlite) => [...store.columns(run, 'train-loss')].flatMap(({ steps }) => [...steps])
const upTo = (steps: number) => Array.from({ length: steps }, (_, step) => step)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('link', () => {
  it('tells another program that listens where a hub was nothing, and obeys it in nothing', async () => {
    const { journals } = open()
    const port = await freePort()
    const impostor = new Server(port, { serveClient: false })
    toClose.push(() => impostor.close())
    const heard: unknown[] = []
    const called = new Promise<void>((resolve) => {
      let calls = 0
      impostor.of(TRAINER_NAMESPACE).on('connection', (socket) => {
        socket.onAny((event) => heard.push(event))
        socket.emit('command', { type: 'stop' }, (outcome: unknown) => heard.push(outcome))
        if (++calls === 2) resolve()
      })
    })
    const commands$ = new Subject<AddressedCommand>()
    commands$.subscribe(({ command }) => heard.push(command))
    const { envelope$, next } = liveRun(10)
    const hub = `http://127.0.0.1:${port}`
    const { said, done } = linked(envelope$, {
      hub,
      folder: journals,
      commands$,
      token: async () => null,
      waitMs: 1,
    })
    next(5)
    await called
    next(100)
    await done
    expect(heard).toEqual([])
    expect(said[0]).toContain('asks a trainer for no token')
  })

  it('brings everything to the hub and completes when it is durable', async () => {
    const { folder, journals } = open()
    const port = await freePort()
    const { store, hub } = await hubOn(folder, port)
    const { envelope$, next } = liveRun(500)
    const { said, done } = linked(envelope$, { hub: hub.url, folder: journals })
    next(1000)
    await done
    expect(stepsIn(store)).toEqual(upTo(500))
    expect(store.summary(run).status).toBe('completed')
    expect(said).toEqual([])
    expect(existsSync(join(journals, 'journals'))).toBe(false)
  })

  describe('whose hub will never take a part of what it brings, says which, and brings all else', () => {
    /** A series that belongs to another writer, one that has frames already, and what follows. */
    const conflicts = () => {
      const column = (series: string, step: number, isFrame = false) => ({
        series,
        steps: Float64Array.of(step),
        values: Float64Array.of(step),
        lengths: isFrame ? Uint32Array.of(1) : null,
      })
      const series = { ...(declared as Extract<Report, { type: 'declared' }>).series, name: 'power', probe: 'power' }
      const steps = upTo(100).map((step) => ({
        type: 'measured' as const,
        columns: [column('power', step), column('train-loss', step), column('shape', step, step === 50)],
      }))
      return [started, declared, { type: 'declared', series } as const, ...steps, ending].map(envelope)
    }
    function hasPower(store: Sqlite): void {
      store.ingest([envelope(started, 0)])
      const power = { series: 'power', steps: Float64Array.of(0), values: Float64Array.of(7), lengths: null }
      const own = { ...envelope({ type: 'measured', columns: [power] }, 0), writer: 'meter' }
      expect(store.keep([{ run, writer: 'meter', bytes: bytesFromReports([own]) }])).toMatchObject([{ ok: true }])
    }
    function holdsTheRest(store: Sqlite): void {
      expect(store.summary(run).status).toBe('completed')
      expect(stepsIn(store)).toEqual(upTo(100))
      expect([...store.columns(run, 'power')].flatMap(({ values }) => [...values])).toEqual([7])
      expect([...store.columns(run, 'shape')].flatMap(({ steps }) => [...steps])).toEqual(upTo(50))
      const facts = store.facts(run).map(({ report }) => report)
      expect(facts.filter(({ type }) => type === 'marked' || type === 'thinned')).toEqual([
        {
          type: 'marked',
          mark: {
            by: 'left-out',
            step: 0,
            label: 'A report (declared) was left out',
            about: expect.stringMatching(/^It is not taken: Series 'power' of run '.*' belongs to writer 'meter'/),
          },
        },
        expect.objectContaining({ type: 'thinned', from: 50, to: 50, kept: 1, of: 3 }),
      ])
    }

    it('live', async () => {
      const { folder, journals } = open()
      const { store, hub } = await hubOn(folder, await freePort())
      hasPower(store)
      const { said, done } = linked(from(conflicts()), { hub: hub.url, folder: journals })
      await done
      holdsTheRest(store)
      expect(said).toEqual([
        expect.stringMatching(/will not take series 'power' of run .*, and gets the others: Series 'power'/),
        expect.stringMatching(/will not take series 'shape' of run .*: At columns\(series = shape\)/),
      ])
    })

    it('from a journal', async () => {
      const { folder, journals } = open()
      const { store, hub } = await hubOn(folder, await freePort())
      hasPower(store)
      const nobody = { hub: `http://127.0.0.1:${await freePort()}`, folder: journals, waitMs: 1 }
      await linked(from(conflicts()), nobody).done
      const [path] = journalsIn(journals)
      const place = { hub: hub.url, secret, token: async () => machineToken(access.path) }
      expect(await resend(path!, place)).toMatchObject({ ok: true })
      holdsTheRest(store)
    })
  })

  it('waits for a hub that is not there yet, says so once, and spills into a journal', async () => {
    const { folder, journals } = open()
    const port = await freePort()
    const { envelope$, next } = liveRun(3000)
    const settings = { hub: `http://127.0.0.1:${port}`, folder: journals, mostInMemory: 100 }
    const { said, done } = linked(envelope$, settings)
    next(2000)
    await until(() => said.length > 0 && existsSync(join(journals, 'journals', `${run}.journal`)))
    expect(readdirSync(join(journals, 'journals'))).toEqual([`${run}.journal`])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(said).toEqual([expect.stringMatching(/^No hub at .*; the training continues/)])
    const { store } = await hubOn(folder, port)
    next(2000)
    await done
    expect(stepsIn(store)).toEqual(upTo(3000))
    expect(readdirSync(join(journals, 'journals'))).toEqual([])
  })

  it('goes on where it was when the hub is killed and started again, twice', async () => {
    const { folder, journals } = open()
    const port = await freePort()
    const { envelope$, next, rest } = liveRun(1200)
    const first = await hubOn(folder, port)
    const { done } = linked(envelope$, { hub: first.hub.url, folder: journals, mostInMemory: 50 })
    const ticking = setInterval(() => next(5), 5)
    toClose.push(() => clearInterval(ticking))
    await until(() => rest() < 900)
    await first.close()
    await until(() => rest() < 600)
    const second = await hubOn(folder, port)
    await until(() => second.store.next(run) > 500)
    await second.close()
    await until(() => rest() === 0)
    const third = await hubOn(folder, port)
    await done
    expect(stepsIn(third.store)).toEqual(upTo(1200))
  })

  it('leaves what no hub has taken in a journal, and another process can send it', async () => {
    const { folder, journals } = open()
    const port = await freePort()
    const { envelope$, next } = liveRun(700)
    const said: string[] = []
    const settings = { hub: `http://127.0.0.1:${port}`, folder: journals, mostInMemory: 100 }
    const subscription = link(envelope$, {
      token: async () => machineToken(access.path),
      secret,
      ...settings,
      say: (line) => said.push(line),
    }).subscribe()
    next(1000)
    subscription.unsubscribe()
    const [path] = journalsIn(journals)
    expect(said.at(-1)).toBe(
      `703 reports of run ${run} have not reached the hub; they are stored in ${path}; send them with: phasescope resend`,
    )
    const { store, hub } = await hubOn(folder, port)
    await resend(path ?? '', { hub: hub.url, token: async () => machineToken(access.path), secret })
    expect(stepsIn(store)).toEqual(upTo(700))
    expect(store.summary(run).status).toBe('completed')
    expect(journalsIn(journals)).toEqual([])
  })

  it('doubles nothing that the hub has already', async () => {
    const { folder, journals } = open()
    const { store, hub } = await hubOn(folder, await freePort())
    for (const steps of [40, 90]) {
      const reports = [started, declared, ...upTo(steps).map(measuredAt)].map(envelope)
      const { done } = linked(from(reports), { hub: hub.url, folder: journals })
      await done
    }
    expect(stepsIn(store)).toEqual(upTo(90))
  })

  it('gives up on a hub that has lost what it acknowledged, and the run goes on', async () => {
    const { folder, journals } = open()
    const port = await freePort()
    const first = await hubOn(folder, port)
    const { envelope$, next } = liveRun(200)
    const { said, done } = linked(envelope$, { hub: first.hub.url, folder: journals })
    next(100)
    await until(() => first.store.next(run) === 100)
    await first.close()
    await hubOn(open().folder, port)
    await until(() => said.some((line) => line.includes('does not accept run')))
    next(1000)
    await done
    expect(said.at(-1)).toMatch(/^103 reports of run some-run have not reached the hub; they are stored in/)
  })

  it('hands on commands of the hub and carries the answer back', async () => {
    const { folder, journals } = open()
    const { hub } = await hubOn(folder, await freePort())
    const command$ = new Subject<AddressedCommand>()
    const seen: Command[] = []
    command$.subscribe(({ command, answer }) => {
      seen.push(command)
      answer({ ok: true, step: 17 })
    })
    const { envelope$, next } = liveRun(10)
    const { done } = linked(envelope$, { hub: hub.url, folder: journals, commands$: command$ })
    next(5)
    const ask = (body: unknown) =>
      fetch(`${hub.url}/api/runs/${run}/commands`, {
        method: 'POST',
        headers: { authorization: `Bearer ${machineToken(access.path)}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    let response = await ask({ type: 'pause' })
    while (!(await response.clone().text()).includes('17')) response = await ask({ type: 'pause' })
    expect(seen.at(-1)).toEqual({ type: 'pause' })
    next(100)
    await done
  })

  it('completes at once for a run of nothing', async () => {
    const { folder, journals } = open()
    const { hub } = await hubOn(folder, await freePort())
    await linked(EMPTY, { hub: hub.url, folder: journals }).done
  })
})
