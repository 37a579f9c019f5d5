import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { attachCommand } from '#src/cli/commands/attach.ts'
import { breakCommand } from '#src/cli/commands/break.ts'
import { budgetCommand } from '#src/cli/commands/budget.ts'
import { checkpointCommand } from '#src/cli/commands/checkpoint.ts'
import { detachCommand } from '#src/cli/commands/detach.ts'
import { pauseCommand } from '#src/cli/commands/pause.ts'
import { retuneCommand } from '#src/cli/commands/retune.ts'
import { setCommand } from '#src/cli/commands/set.ts'
import { stepCommand } from '#src/cli/commands/step.ts'
import { stopCommand } from '#src/cli/commands/stop.ts'
import { tryCommand } from '#src/cli/commands/try.ts'
import { unbreakCommand } from '#src/cli/commands/unbreak.ts'
import { untilCommand } from '#src/cli/commands/until.ts'
import { untilFilled } from '#src/cli/filled.ts'
import { announce } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'
import { steeredRun } from '#src/cli/steered-run.ts'
import { BOUNDS, type Command, type Outcome, type Report } from '#src/vocabulary/index.ts'
import { phasescope } from '../../phasescope.ts'
import { foreignStarted } from '../store/foreign-runs.ts'
import { declaration, enveloped, startedReport } from '../store/reports.ts'
import { send, startWorld, type TrainerClient, type World } from '../hub/world.ts'

/** A real hub that serves a data folder, and a trainer that answers as it is told: what the commands say and send. */
const LIVE = 'grok-2-live'
let world: World
let lock: { release: () => void }
let trainer: TrainerClient
let obeyed: Command[] = []
let answer: Outcome
let next = 2

beforeAll(async () => {
  world = await startWorld({ commandMs: 500 })
  lock = await lockHub(world.folder)
  announce(world.folder, world.hub.url)
  world.store.ingest(enveloped('grok-1-over', 0, [startedReport('grok-1-over'), endedReport(7)]))
  const declared: Report = { type: 'declared', series: declaration('train-loss') }
  world.store.ingest(enveloped(LIVE, 0, [startedReport(LIVE), declared]))
  trainer = await world.trainer(LIVE)
  trainer.on('command', (command, reply) => {
    obeyed.push(command)
    reply(answer)
  })
})
afterAll(async () => {
  await world.close()
  lock.release()
})
beforeEach(() => {
  obeyed = []
  answer = { ok: true, step: 12 }
})

function endedReport(step: number): Report {
  return { type: 'ended', how: 'completed', step, msPerStep: 1, weights: 'sha256:0', why: null }
}

/** The trainer reports, and the hub has it on disk. */
async function told(...reports: Report[]): Promise<void> {
  await send(trainer, enveloped(LIVE, next, reports))
  next += reports.length
}

/** What a command prints on stdout, in this process, and what it throws. */
async function heard([name, ...args]: readonly string[]): Promise<{ stdout: string; error: Error | null }> {
  const command = commandLines.map((make) => make()).find((one) => one.name() === name)
  if (command === undefined) throw new Error(`No command '${name}'`)
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  const given = args.includes('--data') ? args : [...args, '--data', world.folder]
  try {
    const settled = command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync(given, { from: 'user' })
    const error = await settled.then(
      () => null,
      (thrown: unknown) => thrown as Error,
    )
    return { stdout: printed.mock.calls.flat().join('\n'), error }
  } finally {
    printed.mockRestore()
  }
}

/** The same of a command that succeeds. */
async function said(...words: string[]): Promise<string> {
  const { stdout, error } = await heard(words)
  if (error !== null) throw error
  return stdout
}

const commandLines = [
  attachCommand,
  breakCommand,
  budgetCommand,
  checkpointCommand,
  detachCommand,
  pauseCommand,
  retuneCommand,
  setCommand,
  stepCommand,
  stopCommand,
  tryCommand,
  unbreakCommand,
  untilCommand,
]

describe('a command reaches the trainer, and says in a sentence what came of it', () => {
  it.each<[string[], Command, RegExp]>([
    [['pause', LIVE], { type: 'pause' }, /^Paused run grok-2-live at step 12$/],
    [['stop', LIVE], { type: 'stop' }, /^Stopped run grok-2-live at step 12$/],
    [['checkpoint', LIVE], { type: 'checkpoint' }, /^Wrote a checkpoint of run grok-2-live at step 12$/],
    [['step', LIVE], { type: 'step', steps: 1 }, /continues from step 12 and pauses at step 13$/],
    [['step', LIVE, '30'], { type: 'step', steps: 30 }, /pauses at step 42$/],
    [['until', LIVE, '500'], { type: 'until', step: 500 }, /from step 12 and pauses at step 500$/],
    [['set', LIVE, 'rate=1e-3'], { type: 'set', key: 'rate', value: 0.001 }, /^Set rate .* to 0.001 from step 12 on$/],
    [['set', LIVE, 'loss=mse'], { type: 'set', key: 'loss', value: 'mse' }, /^Set loss .* to mse from step 12 on$/],
    [['detach', LIVE, 'ntk'], { type: 'detach', probe: 'ntk' }, /^Detached ntk from run grok-2-live at step 12$/],
    [['attach', LIVE, 'ntk'], { type: 'attach', probe: 'ntk' }, /^Attached ntk .* step 12; its past .* from step 0 \(/],
    [
      ['attach', LIVE, 'ntk', '--every', '5', '--set', 'examples=64', '--set', 'kind=sum', '--from', 'now'],
      {
        type: 'attach',
        probe: 'ntk',
        cadence: { kind: 'every', steps: 5 },
        options: { examples: 64, kind: 'sum' },
        from: 'now',
      },
      /step 12; its curve begins there$/,
    ],
    [
      ['attach', LIVE, 'ntk@5'],
      { type: 'attach', probe: 'ntk', cadence: { kind: 'every', steps: 5 } },
      /^Attached ntk to run grok-2-live at step 12;/,
    ],
    [
      ['attach', LIVE, 'test-loss@1..16'],
      { type: 'attach', probe: 'test-loss', cadence: { kind: 'adaptive', shortest: 1, longest: 16 } },
      /^Attached test-loss to run grok-2-live at step 12;/,
    ],
    [
      ['retune', LIVE, 'test-loss', '--adaptive', '5..40'],
      { type: 'retune', probe: 'test-loss', cadence: { kind: 'adaptive', shortest: 5, longest: 40 } },
      /from step 12 on$/,
    ],
    [
      ['attach', LIVE, 'ntk', '--per-decade', '8', '--from', '3', '--past', 'checkpoints'],
      { type: 'attach', probe: 'ntk', cadence: { kind: 'per-decade', points: 8 }, from: 3, past: 'checkpoints' },
      /its past is being backfilled from step 3 \(/,
    ],
    [
      ['retune', LIVE, 'ntk', '--every', '1', '--for', '200'],
      { type: 'retune', probe: 'ntk', cadence: { kind: 'every', steps: 1 }, steps: 200 },
      /^Retuned ntk of run grok-2-live from step 12 to 212$/,
    ],
    [
      ['retune', LIVE, 'ntk', '--set', 'examples=8'],
      { type: 'retune', probe: 'ntk', options: { examples: 8 } },
      /from step 12 on$/,
    ],
    [
      ['retune', LIVE, 'ntk', '--from', '3', '--to', '9', '--every', '1'],
      { type: 'attach', probe: 'ntk', cadence: { kind: 'every', steps: 1 }, from: 3, to: 9 },
      /^Asked run grok-2-live at step 12 for ntk, every step from 3 to 9$/,
    ],
    [
      ['attach', LIVE, 'ntk@1', '--from', '3', '--to', '9'],
      { type: 'attach', probe: 'ntk', cadence: { kind: 'every', steps: 1 }, from: 3, to: 9 },
      /^Attached ntk to run grok-2-live at step 12/,
    ],
    [
      ['break', LIVE, 'train-loss < 0.1 and step > 50', '--then', 'mark "learned", pause', '--id', 'learned'],
      {
        type: 'break',
        breakpoint: {
          id: 'learned',
          when: 'train-loss < 0.1 and step > 50',
          then: [{ type: 'mark', label: 'learned' }, { type: 'pause' }],
        },
      },
      /^Set breakpoint learned of run grok-2-live at step 12$/,
    ],
    [['unbreak', LIVE, 'b1'], { type: 'unbreak', id: 'b1' }, /^Removed breakpoint b1 from run grok-2-live at step 12$/],
    [['budget', LIVE, '5%'], { type: 'budget', share: 0.05 }, /at most 5 % of its time from step 12 on$/],
    [['budget', LIVE, '0.125'], { type: 'budget', share: 0.125 }, /at most 12.5 % of its time/],
    [['budget', LIVE, 'none'], { type: 'budget', share: null }, /as much time as they need from step 12 on$/],
  ])('%j', async (words, command, sentence) => {
    expect(await said(...words)).toMatch(sentence)
    expect(obeyed).toEqual([command])
  })

  it('tells what a trial took, and whatever the trainer adds', async () => {
    answer = { ok: true, step: 12, ms: 3.14159 }
    expect(await said('try', LIVE, 'ntk')).toMatch(/ntk takes 3.1 ms at step 12 .* its value was not stored$/)
    answer = { ok: true, step: 12, note: 'Its budget is spent' }
    expect(await said('retune', LIVE, 'ntk', '--every', '2')).toMatch(/step 12 on\. Its budget is spent$/)
    expect(await said('attach', LIVE, 'ntk')).toMatch(/at step 12\. Its budget is spent$/)
  })

  it('tells a program the same as one JSON line', async () => {
    answer = { ok: true, step: 12, ms: 3.14159 }
    const line = JSON.parse(await said('try', LIVE, 'ntk', '--json')) as object
    expect(line).toEqual({ ok: true, run: LIVE, step: 12, ms: 3.14159 })
  })
})

describe('break', () => {
  it('pauses unless told otherwise, under the first id that is free on the timeline of the run', async () => {
    const taken = { id: 'b1', when: 'step > 3', then: [{ type: 'pause' }] } as const
    await told({ type: 'applied', step: 12, command: { type: 'break', breakpoint: taken } })
    expect(await said('break', LIVE, 'step > 9')).toMatch(/^Set breakpoint b2 of run grok-2-live at step 12$/)
    expect(obeyed).toEqual([{ type: 'break', breakpoint: { id: 'b2', when: 'step > 9', then: [{ type: 'pause' }] } }])
  })

  it('says which name is that of no series yet, and sets it all the same', async () => {
    const line = JSON.parse(await said('break', LIVE, 'trian-loss < 1', '--id', 'typo', '--json')) as object
    const note = "No series 'trian-loss'; did you mean 'train-loss'?"
    expect(line).toEqual({ ok: true, run: LIVE, step: 12, breakpoint: 'typo', note })
    expect(obeyed).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it.each<[string[], 'runtime' | 'usage', RegExp]>([
    [['pause', LIVE], 'runtime', /^The run is paused already$/],
    [['pause', 'grok-1'], 'runtime', /^No trainer of run 'grok-1-over' is connected: the run completed at step 7$/],
    [
      ['pause', 'grok'],
      'usage',
      /^Several runs begin with 'grok': (grok-2-live, grok-1-over|grok-1-over, grok-2-live); type more of /,
    ],
    [['pause', 'gork-2-live'], 'usage', /^Unknown run 'gork-2-live'; did you mean 'grok-2-live'\?/],
    [['detach', LIVE, ''], 'usage', /^At command\(type = detach\).probe: expected the id of a probe.*got ''/],
    [['pause', LIVE, '--hub', 'http://127.0.0.1:1'], 'runtime', /^The hub at http:\/\/127.0.0.1:1 cannot be reached/],
  ])('%j is %s, and --json says why on stdout', async (args, kind, why) => {
    answer = { ok: false, why: 'The run is paused already' }
    const { stdout, error } = await heard([...args, '--json'])
    expect(error).toMatchObject({ kind, message: expect.stringMatching(why) })
    expect(JSON.parse(stdout)).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  it('by no hub at all says how to have one', async () => {
    const { error } = await heard(['pause', LIVE, '--data', '/nowhere'])
    expect(error?.message).toMatch(
      /^No hub serves \/nowhere.* start `phasescope serve --data \/nowhere` before .* --hub URL$/,
    )
  })
})

describe('wrong usage says what is possible, and nothing reaches the trainer', () => {
  it.each<[string[], RegExp]>([
    [['step', LIVE, '0'], /^steps: expected a whole number from 1, got '0'$/],
    [['until', LIVE, 'soon'], /^step: expected a whole number from 0, got 'soon'$/],
    [['set', LIVE, 'rate'], /^set: expected key=value, got 'rate'$/],
    [['set', LIVE, 'rate='], /^set: expected key=value, got 'rate='$/],
    [['budget', LIVE, '120%'], /^share: expected a share above 0 and at most 1, such as 5% or 0.05, got '120%'$/],
    [['budget', LIVE, '0'], /^share: expected a share above 0/],
    [
      ['attach', LIVE, 'ntk@often'],
      /^probe: expected an id, id@N to measure every N steps, or id@N..M to measure adaptively, .*, got 'ntk@often'$/,
    ],
    [['attach', LIVE, 'ntk@5', '--per-decade', '3'], /^'ntk@5' sets how often it measures, and so does an option;/],
    [['attach', LIVE, 'ntk@1..16', '--every', '3'], /^'ntk@1..16' sets how often it measures, and so does an option;/],
    [
      ['attach', LIVE, 'ntk', '--adaptive', '1..12'],
      /^--adaptive: expected N..M to measure adaptively, .* got '1..12'$/,
    ],
    [['attach', LIVE, 'ntk', '--from', 'end'], /^--from: expected 'start', 'now' or a step, got 'end'$/],
    [['attach', LIVE, 'ntk', '--set', 'examples'], /^--set: expected key=value, got 'examples'$/],
    [['attach', LIVE, 'ntk', '--past', 'some'], /'some' is invalid. Allowed choices are every, checkpoints/],
    [
      ['retune', LIVE, 'ntk', '--from', '3', '--every', '1'],
      /A stretch of the past is given by --from, --to and a cadence/,
    ],
    [['attach', LIVE, 'ntk', '--every', '2', '--per-decade', '3'], /'--per-decade <n>' cannot be used with/],
    [['break', LIVE, 'train-loss << 1'], /^At character 13 of 'train-loss << 1': expected a number/],
    [['break', LIVE, 'step > 3', '--then', 'pause, explode'], /^At character 8 of 'pause, explode': expected/],
    [['retune', LIVE, 'ntk'], /^Nothing to change for probe 'ntk': give --every N/],
  ])('%j', async (args, message) => {
    const { stdout, error } = await heard(args)
    expect(error?.message.replace('error: option', 'option')).toMatch(message)
    expect({ stdout, obeyed }).toEqual({ stdout: '', obeyed: [] })
  })
})

describe('the program', () => {
  const inFolder = (...args: string[]) => phasescope(args, { PHASESCOPE_DATA: world.folder })

  it('finds the run by the beginning of its id at the hub that serves the data folder, and ends with 0', async () => {
    const stdout = 'Paused run grok-2-live at step 12\n'
    expect(await inFolder('pause', 'grok-2')).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('has every one of these commands', async () => {
    const named = /Name a command: (.*); --help/.exec((await inFolder()).stderr)?.[1]?.split(', ')
    expect(named).toEqual(expect.arrayContaining(commandLines.map((make) => make().name())))
  })

  it('ends with 1 where the trainer refuses, with one line on stdout and one on stderr', async () => {
    answer = { ok: false, why: 'The run is paused already' }
    expect(await inFolder('pause', LIVE, '--hub', world.hub.url, '--json')).toEqual({
      code: 1,
      stdout: '{"ok":false,"why":"The run is paused already"}\n',
      stderr: 'phasescope: The run is paused already\n',
    })
  })

  it('ends with 2 where the command is wrong, and knows which command that was', async () => {
    const { code, stdout, stderr } = await inFolder('set', LIVE, 'step=1', '--jsno', 'stop')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      "phasescope: Unknown option '--jsno'; did you mean '--json'? Possible: --hub, --data, --json, --debug, --help\n",
    )
  })
})

describe('attach --wait', () => {
  const attached: Report = {
    type: 'attached',
    probe: 'ntk',
    step: 12,
    cadence: { kind: 'every', steps: 1 },
    options: {},
    from: 0,
  }
  const filled = (from: number, to: number): Report => ({
    type: 'filled',
    probe: 'ntk',
    from,
    to,
    goal: 11,
    columns: [],
  })

  it('ends when the past is there, and not before', async () => {
    const ended = said('attach', LIVE, 'ntk', '--wait', '--json')
    let isOver = false
    void ended.then(() => (isOver = true))
    await vi.waitFor(() => expect(obeyed).toHaveLength(1), 300_000)
    await told(attached, filled(0, 5))
    await new Promise((resolve) => setTimeout(resolve, 700)) // it has looked again
    expect(isOver).toBe(false)
    await told(filled(6, 11))
    expect(JSON.parse(await ended)).toEqual({ ok: true, run: LIVE, step: 12, from: 0 })
  })

  it('says how far the replay was from the run, where it was not the same to the bit', async () => {
    answer = { ok: true, step: 40 }
    const far = { ...filled(0, 11), drift: 3e-7, driftAt: 10 } as Report
    await told({ ...attached, step: 40 }, { ...filled(0, 5), drift: 0, driftAt: 4 } as Report, far)
    expect(await said('attach', LIVE, 'ntk', '--wait')).toMatch(
      /begins at step 0; the replayed weights differ by up to 3e-7 from the checkpoint at step 10$/,
    )
  })

  it('ends at once where there is nothing to fill in', async () => {
    answer = { ok: true, step: 20 }
    await told({ ...attached, step: 20, from: null })
    expect(await said('attach', LIVE, 'ntk', '--wait', '--from', 'now')).toMatch(/its curve begins at step 20$/)
  })

  it.each<[Report, RegExp]>([
    [{ type: 'unfilled', probe: 'ntk', step: 3, why: 'it reads the clock' }, /was not backfilled: it reads the clock$/],
    [{ type: 'failed', probe: 'ntk', step: 31, why: 'no convergence' }, /failed at step 31: no convergence$/],
    [{ type: 'detached', probe: 'ntk', step: 31 }, /the probe was detached at step 31$/],
  ])('says why the past cannot be had: %j', async (report, why) => {
    answer = { ok: true, step: 30 }
    await told({ ...attached, step: 30 }, report)
    await expect(said('attach', LIVE, 'ntk', '--wait')).rejects.toMatchObject({
      kind: 'runtime',
      message: expect.stringMatching(why),
    })
  })
  it('does not wait for a trainer that stays away', async () => {
    const run = await steeredRun('grok-1', { data: world.folder })
    await expect(untilFilled(run, 'ntk', 3, { lookMs: 10, patienceMs: 100 })).rejects.toMatchObject({
      kind: 'runtime',
      message: 'The past of ntk in run grok-1-over was not backfilled: no trainer of the run is connected any more',
    })
  })
})

it('a run is found by the beginning of its id among more runs than a page has', async () => {
  const many = Array.from({ length: 2 * BOUNDS.runsAPage + 3 }, (_, i) => `many-${i}`)
  for (const id of many) world.store.ingest(enveloped(id, 0, [startedReport(id)]))
  const found = async (given: string) => (await steeredRun(given, { data: world.folder })).id
  expect(await found('many-40')).toBe('many-40') // also begins those from 400 on
  expect(await found('many-399')).toBe('many-399')
  expect(await found(LIVE.slice(0, -2))).toBe(LIVE)
  await expect(found('many-4')).resolves.toBe('many-4')
  await expect(found('many')).rejects.toThrow(/Several runs begin with 'many': .* and 18\d more/)
  await expect(found('../many-1')).rejects.toThrow(/Unknown run/)
})

it('a run that another program trains is steered as far as that obeys, and is told what a probe of it measures', async () => {
  const client = await world.trainer('foreign-1', { accepts: ['attach', 'set'] })
  await send(client, enveloped('foreign-1', 0, [foreignStarted('foreign-1')]))
  const given: Command[] = []
  client.on('command', (command, reply) => {
    given.push(command)
    reply({ ok: true, step: 30 })
  })
  expect(await said('attach', 'foreign-1', 'weight-norm')).toBe(
    'Attached weight-norm to run foreign-1 at step 30; it measures the snapshots that its script writes, and those that are still there',
  )
  expect(await said('set', 'foreign-1', 'rate=0.1')).toBe('Set rate of run foreign-1 to 0.1 from step 30 on')
  expect((await heard(['pause', 'foreign-1'])).error?.message).toContain("does not obey 'pause': it obeys attach, set")
  expect(given.map(({ type }) => type)).toEqual(['attach', 'set'])
})
