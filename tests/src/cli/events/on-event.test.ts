import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { phasescope, start, temporaryFolder } from '../../../phasescope.ts'
import { served } from '../../../served.ts'
import { heardIn, keepingCommand } from './teller.ts'

/** Events that are told while runs go on, with the program as a user runs it. */
const TINY = ['train', 'grok-mlp-small', '--set', 'modulus=11', '--set', 'width=16', '--seed', '3', '--id', 'r']

test('a run tells its events to a command, and one that fails is said once and costs the run nothing', async () => {
  using data = temporaryFolder()
  using folder = temporaryFolder()
  const bait = join(folder.path, 'bait')
  const breaks = ['--break', `step = 5 => mark "$(touch ${bait})"`, '--break', 'step = 9 => mark "Late"']
  const args = [...TINY, '--steps', '12', '--data', data.path, ...breaks]
  const told = await phasescope([...args, '--on-event', keepingCommand(folder.path)])
  expect(told.stderr).toContain('Late at step 9')
  expect(told.code).toBe(0)
  const heard = heardIn(folder.path).map(({ event }) => event).sort((a, b) => a.step - b.step) // prettier-ignore
  expect(heard.map(({ kind, step, label }) => [kind, step, label])).toEqual([
    ['breakpoint', 5, `$(touch ${bait})`],
    ['breakpoint', 9, 'Late'],
  ])
  expect(heard[0]).toMatchObject({ run: { id: 'r', experiment: 'grok-mlp-small' }, page: null })
  expect(existsSync(bait)).toBe(false)

  using other = temporaryFolder()
  const failing = await phasescope([...args.with(args.indexOf(data.path), other.path), '--on-event', 'false'])
  expect(failing.code).toBe(0)
  expect(failing.stderr.match(/--on-event: 'false': it ended with code 1/g)).toHaveLength(1)
  const last = (stderr: string) => /weights (\S+)…/.exec(stderr)?.[1]
  expect(last(failing.stderr)).toBe(last(told.stderr))
})

test('what cannot be told is refused before a run begins', async () => {
  using data = temporaryFolder()
  const args = [...TINY, '--steps', '12', '--data', data.path]
  for (const [option, given, why] of [
    ['--on-event', 'echo a | cat', /no shell is started/],
    ['--on-event-url', 'http://example.org/', /expected https for example\.org/],
  ] as const) {
    const { code, stderr } = await phasescope([...args, option, given])
    expect(code).toBe(2)
    expect(stderr).toMatch(why)
  }
  expect(existsSync(join(data.path, 'runs.sqlite'))).toBe(false)
})

test('a hub tells the events of the runs that it is brought, and not those of a resumed run that were there before', async () => {
  using data = temporaryFolder()
  using folder = temporaryFolder()
  const args = ['--on-event', keepingCommand(folder.path)]
  const labels = () => heardIn(folder.path).map(({ event }) => event.label)
  const first = await served(data.path, { args })
  const breaks = ['--break', 'step = 20 => mark "Early", checkpoint, pause', '--break', 'step = 60 => mark "Late"']
  const trainer = start([...TINY, '--steps', '70', '--data', data.path, ...breaks])
  await expect.poll(labels).toEqual(['Early'])
  expect(heardIn(folder.path)[0]!.event.page).toBe(`${first.url}/runs/r`)
  trainer.child.kill('SIGKILL')
  await trainer.ended
  await first.end()
  await using second = await served(data.path, { args })
  const resumed = start(['resume', 'r', '--data', data.path])
  await second.live('r')
  await second.command('r', { type: 'resume' })
  expect((await resumed.ended).code).toBe(0)
  await expect.poll(labels).toEqual(['Early', 'Late'])
})
