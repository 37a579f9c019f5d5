import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMAND_TYPES, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import type { Launch } from '#src/hub/index.ts'
import { newWriters } from '#src/hub/ingest/writers.ts'
import { enveloped, startedReport } from '../../store/reports.ts'
import { send, startWorld, type TrainerClient, type World } from '../world.ts'

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
