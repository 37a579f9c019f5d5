import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMAND_TYPES, RUN_HAS_ENDED, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import type { Launch } from '#src/hub/index.ts'
import { newWriters } from '#src/hub/ingest/writers.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { enveloped, startedReport } from '../../store/reports.ts'
import { eventually, newFolder, send, startWorld, type TrainerClient, type World } from '../world.ts'

/** Who gets the Commands of a run: its main writer, else whoever starts a trainer for it; no other writer ever. */
let world: World
const launched: { run: RunId; command: Command }[] = []
const launch: Launch = (run, command): Promise<Outcome> => {
  launched.push({ run, command })
  return Promise.resolve({ ok: true, step: 7, note: 'launched' })
}
beforeEach(async () => {
  launched.length = 0
  world = await startWorld({ launch, graceMs: 3_600_000 })
})
afterEach(() => world.close())

/** One Command of each type. */
const COMMANDS: { [Type in Command['type']]: Extract<Command, { type: Type }> } = {
  pause: { type: 'pause' },
  resume: { type: 'resume' },
  stop: { type: 'stop' },
  step: { type: 'step', steps: 1 },
  until: { type: 'until', step: 5 },
  set: { type: 'set', key: 'rate', value: 1 },
  checkpoint: { type: 'checkpoint' },
  attach: { type: 'attach', probe: 'loss' },
  detach: { type: 'detach', probe: 'loss' },
  retune: { type: 'retune', probe: 'loss' },
  try: { type: 'try', probe: 'loss' },
  fork: { type: 'fork' },
  break: { type: 'break', breakpoint: { id: 'b', when: 'loss > 1', then: [{ type: 'pause' }] } },
  unbreak: { type: 'unbreak', id: 'b' },
  budget: { type: 'budget', share: null },
}

/** Answers Commands, and remembers them. */
function obedient(socket: TrainerClient, step: number): Command[] {
  const heard: Command[] = []
  socket.on('command', (command, answer) => {
    heard.push(command)
    answer({ ok: true, step })
  })
  return heard
}

async function asked(command: Command): Promise<unknown> {
  const viewer = await world.viewer()
  return viewer.emitWithAck('command', 'r', command)
}

async function presence(live: boolean): Promise<void> {
  const address = `${world.hub.url}/api/runs/r`
  for (;;) {
    const view = (await (await fetch(address)).json()) as { live: boolean }
    if (view.live === live) return
  }
}

describe('a writer beside the trainer, whatever it says that it obeys,', () => {
  test.each(COMMAND_TYPES)("gets no '%s', neither beside the trainer nor while that is away", async (type) => {
    const trainer = await world.trainer('r')
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    const sidecar = await world.trainer('r', { writer: 'sidecar', accepts: [...COMMAND_TYPES] })
    const [byTrainer, bySidecar] = [obedient(trainer, 1), obedient(sidecar, 2)]
    expect(await asked(COMMANDS[type])).toEqual({ ok: true, step: 1 })
    trainer.disconnect()
    await presence(false)
    expect(await asked(COMMANDS[type])).toEqual({ ok: true, step: 7, note: 'launched' })
    expect(launched.map(({ command }) => command.type)).toEqual([type])
    expect([byTrainer.length, bySidecar.length]).toEqual([1, 0])
  })

  test('is not offered by the run', async () => {
    const trainer = await world.trainer('r', { accepts: ['pause'] })
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    await world.trainer('r', { writer: 'sidecar', accepts: ['stop'] })
    const view = await (await fetch(`${world.hub.url}/api/runs/r`)).json()
    expect(view).toMatchObject({ live: true, accepts: ['pause'] })
    expect(await asked({ type: 'stop' })).toMatchObject({ ok: false, why: expect.stringMatching(/it obeys pause$/) })
  })

  test('does not become the trainer by its having said hello before the run began', async () => {
    const sidecar = await world.trainer('r', { writer: 'early', accepts: [...COMMAND_TYPES] })
    const trainer = await world.trainer('r')
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    const [bySidecar, byTrainer] = [obedient(sidecar, 2), obedient(trainer, 1)]
    expect(await asked({ type: 'pause' })).toEqual({ ok: true, step: 1 })
    trainer.disconnect()
    await presence(false)
    expect(await asked({ type: 'resume' })).toMatchObject({ note: 'launched' })
    expect([byTrainer.length, bySidecar.length]).toEqual([1, 0])
  })
})

describe('a Command for a run whose end is not stored yet', () => {
  const ended = (step: number) =>
    ({ type: 'ended', how: 'completed', step, why: null, msPerStep: 1, weights: 'sha256:0' }) as const
  const attach = { type: 'attach', probe: 'loss' } as const

  test('comes with the word of its trainer that the run is over', async () => {
    const told: (boolean | undefined)[] = []
    const other = await startWorld({
      launch: (_run, _command, hasEnded) => {
        told.push(hasEnded)
        return Promise.resolve({ ok: true, step: 9 })
      },
    })
    const trainer = await other.trainer('r')
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    trainer.on('command', (_command, answer) => answer({ ok: false, why: RUN_HAS_ENDED }))
    const viewer = await other.viewer()
    expect(await viewer.emitWithAck('command', 'r', attach)).toEqual({ ok: true, step: 9 })
    expect(told).toEqual([true])
    await other.close()
  })

  test('waits until what the trainer said before it left is stored', async () => {
    const folder = newFolder()
    const store = await openStore(folder)
    const gate = Promise.withResolvers<void>()
    let arrivals = 0
    const held = Object.assign(Object.create(store) as Store, {
      async ingest(given: Parameters<Store['ingest']>[0]) {
        if (arrivals++ > 0) await gate.promise
        return store.ingest(given)
      },
    })
    const statuses: string[] = []
    const other = await startWorld(
      {
        store: held,
        graceMs: 3_600_000,
        launch: async (run) => {
          statuses.push((await store.summary(run)).status)
          return { ok: true, step: 9 }
        },
      },
      folder,
    )
    const trainer = await other.trainer('r')
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    const viewer = await other.viewer()
    const asked = async (command: Command) => (await viewer.emitWithAck('command', 'r', command)) as Outcome
    send(trainer, enveloped('r', 1, [ended(7)])).catch(() => undefined) // its answer comes too late for it
    await eventually(() => arrivals === 2)
    trainer.disconnect()
    for (let live = true; live;) {
      const view = (await (await fetch(`${other.hub.url}/api/runs/r`)).json()) as { live: boolean }
      live = view.live
    }
    const answer = asked(attach)
    // Asked after it and answered: whoever did not wait would have started a trainer by now.
    await viewer.emitWithAck('list', {})
    expect(statuses).toEqual([])
    gate.resolve()
    expect(await answer).toEqual({ ok: true, step: 9 })
    expect(statuses).toEqual(['completed'])
    await other.close()
    await store.close()
  })
})

test('whoever hoped to begin a run is no main writer of it once another has, in whatever order they are heard of', () => {
  const writer = (name: string, socket: number) =>
    ({ run: 'r', writer: name, isMain: true, accepts: ['pause'], clockAheadMs: 0, socket }) as const
  const writers = newWriters<number>()
  writers.put(writer('a', 1))
  writers.put(writer('b', 2))
  writers.begun('r', 'b')
  writers.put(writer('c', 3))
  expect(writers.mainOf('r')).toMatchObject({ writer: 'b', socket: 2 })
  expect([1, 2, 3].map((socket) => writers.of(socket)?.isMain)).toEqual([false, true, false])
  writers.remove(writers.of(2)!)
  expect(writers.readiness('r')).toEqual({ live: false, accepts: [] })
})
