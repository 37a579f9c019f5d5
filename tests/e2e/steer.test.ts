import { expect, it, vi } from 'vitest'
import type { Command, Report } from '#src/vocabulary/index.ts'
import type { Done } from '#src/cli/steered-run.ts'
import { PATIENCE } from '../chaos/killed.ts'
import { phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

it('a run that goes on is steered from the command line, and all of it is in its record', async () => {
  using data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  await using hub = await served(data.path)
  const trainer = start(['train', 'grok-mlp-small', '--steps', '1000000', '--seed', '1', '--json'], env)
  await trainer.says(/"step":20[,}]/)
  const run = await hub.firstRun()
  const told = async (command: string, ...args: string[]) => {
    const { stdout, stderr, code } = await phasescope([command, 'grok-mlp-small', ...args, '--json'], env)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout) as Done
  }
  const refused = async (command: Command) => {
    const response = await hub.command(run, command)
    expect(response.status).toBe(409)
    return ((await response.json()) as { why: string }).why
  }
  const pausedAt = (step: number) =>
    vi.waitFor(async () => expect((await hub.view(run)).summary).toMatchObject({ status: 'paused', step }), PATIENCE)

  const { step: first } = await told('pause')
  await pausedAt(first)
  expect(await refused({ type: 'pause' })).toBe('The run is paused already')
  expect(await told('set', 'rate=0.02')).toEqual({ ok: true, run, step: first })
  expect(await refused({ type: 'set', key: 'width', value: 3 })).toMatch(/'width' is fixed when a run starts.*rate/)
  expect(await told('step', '5')).toEqual({ ok: true, run, step: first })
  await pausedAt(first + 5)
  expect(await told('try', 'stable-rank')).toMatchObject({ ok: true, step: first + 5, ms: expect.any(Number) })
  expect(await told('attach', 'stable-rank', '--every', '1', '--from', 'now')).toMatchObject({ step: first + 5 })
  expect(await told('retune', 'stable-rank', '--every', '10')).toEqual({ ok: true, run, step: first + 5 })
  const last = 10 * Math.ceil(first / 10) + 30
  expect(await told('until', String(last))).toEqual({ ok: true, run, step: first + 5 })
  await pausedAt(last)
  expect(await told('detach', 'stable-rank')).toEqual({ ok: true, run, step: last })
  expect(await told('stop')).toEqual({ ok: true, run, step: last })
  expect((await trainer.ended).code).toBe(0)

  const { facts } = await hub.view(run)
  const reports = facts.map(({ report }) => report)
  const applied = reports.filter((report) => report.type === 'applied')
  expect(applied.map(({ command, step, by }) => [command.type, step, by ?? null])).toEqual([
    ['pause', first, null],
    ['set', first, null],
    ['step', first, null],
    ['pause', first + 5, expect.stringContaining('step')],
    ['attach', first + 5, null],
    ['retune', first + 5, null],
    ['until', first + 5, null],
    ['pause', last, expect.stringContaining('until')],
    ['detach', last, null],
    ['stop', last, null],
  ])
  expect(reports).toEqual(
    expect.arrayContaining<Partial<Report>>([
      expect.objectContaining({ type: 'attached', probe: 'stable-rank', step: first + 5 }),
      expect.objectContaining({ type: 'retuned', step: first + 5, cadence: { kind: 'every', steps: 10 } }),
      expect.objectContaining({ type: 'detached', probe: 'stable-rank', step: last }),
      expect.objectContaining({ type: 'ended', how: 'stopped', step: last }),
    ]),
  )
  // At the step at which it was attached, then as often as it was retuned to, up to the step at which it was detached.
  const ranks = await hub.points(run, 'stable-rank/w1')
  const tens = Array.from({ length: 4 }, (_, i) => last - 30 + 10 * i).filter((step) => step > first + 5)
  expect(ranks.steps).toEqual([first + 5, ...tens])
  expect(await refused({ type: 'pause' })).toMatch(`the run stopped at step ${last}`)
  expect(await hub.end()).toBe(0)
})
