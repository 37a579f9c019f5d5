import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventQueue } from '#src/cli/events/event-queue.ts'
import { eventTeller } from '#src/cli/events/event-teller.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { eventOf, heardIn, keepingCommand, moment } from './teller.ts'

test('so many are done at a time, so many wait, and the rest is left out', async () => {
  const queue = eventQueue({ atOnce: 3, waiting: 10, apartMs: 0 })
  let [running, most, done] = [0, 0, 0]
  const gates: (() => void)[] = []
  const task = async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => gates.push(resolve))
    running--
    done++
  }
  const taken = Array.from({ length: 50 }, () => queue.add(task)).filter(Boolean).length
  // The first is begun at once; the others wait until it is their turn.
  expect(taken).toBe(11)
  while (done < taken) {
    await expect.poll(() => gates.length).toBeGreaterThan(0)
    gates.splice(0).forEach((open) => open())
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(most).toBe(3)
  expect(await queue.close(60_000)).toBe(0)
})

test('a queue that is closed leaves out what still waits, and says how many that are', async () => {
  const queue = eventQueue({ atOnce: 1, waiting: 10, apartMs: 0 })
  for (let i = 0; i < 4; i++) queue.add(() => new Promise(() => {}))
  expect(await queue.close(0)).toBe(3)
})

test('what goes wrong is said once, and the next events are told all the same', async () => {
  using folder = temporaryFolder()
  const [script, log] = [join(folder.path, 'fails.sh'), join(folder.path, 'log')]
  writeFileSync(script, `echo told >> ${log}; exit 1`)
  const lines: string[] = []
  const teller = eventTeller({ onEvent: `sh ${script}` }, (line) => lines.push(line))!
  for (let step = 0; step < 5; step++) teller.tell(eventOf(moment(step)))
  await teller.done(60_000)
  expect(readFileSync(log, 'utf8')).toBe('told\n'.repeat(5))
  expect(lines).toEqual([expect.stringMatching(/^--on-event: 'sh': it ended with code 1\. The run goes on/)])
})

test('a flood of events is left out beyond what waits, which is said once', async () => {
  using folder = temporaryFolder()
  const lines: string[] = []
  const limits = { atOnce: 2, waiting: 5, apartMs: 0 }
  const teller = eventTeller({ onEvent: keepingCommand(folder.path) }, (line) => lines.push(line), limits)!
  for (let step = 0; step < 10_000; step++) teller.tell(eventOf(moment(step)))
  await teller.done(60_000)
  expect(heardIn(folder.path).map(({ event }) => event.step).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]) // prettier-ignore
  expect(lines).toEqual([expect.stringMatching(/^--on-event: 5 events wait to be told, and those that come meanwhile/)])
})

test('at the end nobody waits longer than was said, and what runs is ended', async () => {
  using folder = temporaryFolder()
  const [begun, script] = [join(folder.path, 'begun'), join(folder.path, 'long.sh')]
  writeFileSync(script, `touch ${begun}; sleep 1000`)
  const lines: string[] = []
  const teller = eventTeller({ onEvent: `sh ${script}` }, (line) => lines.push(line), { atOnce: 1, waiting: 5, apartMs: 0 })! // prettier-ignore
  for (let step = 0; step < 3; step++) teller.tell(eventOf(moment(step)))
  await expect.poll(() => existsSync(begun)).toBe(true)
  await teller.done(0)
  expect(lines).toContain('--on-event: 2 events were not told before the end')
  await expect.poll(() => lines.join()).toMatch(/it was ended with what it was told of/)
})

test('who asks for nothing has nobody who tells', () => {
  expect(eventTeller({})).toBeNull()
})
