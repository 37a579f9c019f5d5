import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openStoreInThreads } from '#src/store/index.ts'
import { handedAggregate, handedResults } from '#src/store/threads/arrays.ts'
import { startThread } from '#src/store/threads/thread.ts'

test('a thread that dies rejects what waits and what comes after, and says why', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const thread = startThread(new URL('./dying-thread.ts', import.meta.url))
  await thread.call('open', ['somewhere'])
  const waiting = [thread.call('has', ['r']), thread.call('next', ['r'])]
  for (const one of waiting) await expect(one).rejects.toThrow('A thread of the store died: out of order; restart')
  expect(thread.whyDead()).toMatch('out of order')
  await expect(thread.call('has', ['r'])).rejects.toThrow('out of order')
  expect(said.mock.calls.flat().join('')).toMatch('A thread of the store died: out of order')
  said.mockRestore()
  await thread.close()
})

test('a folder that cannot be opened is refused by the name that it has, as without threads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-threads-'))
  await expect(openStoreInThreads('/proc/nobody')).rejects.toMatchObject({
    kind: 'runtime',
    message: expect.stringMatching(/Cannot open a store in \/proc\/nobody/),
  })
  rmSync(folder, { recursive: true })
})

test('arrays change hands whole, each once, and of a part the numbers alone', () => {
  const whole = Float64Array.of(1, 2, 3)
  const part = Float64Array.of(4, 5, 6, 7).subarray(1, 3)
  const nans = new Uint32Array(3)
  const base = { run: 'r', series: 's', stored: 3, exact: true, lengths: null }
  const { value, transfer } = handedResults([{ ...base, steps: part, last: whole, min: whole, max: whole, nans }])
  expect(value[0]!.min).toBe(value[0]!.max)
  expect(value[0]!.steps).toEqual(Float64Array.of(5, 6))
  expect(transfer.map(({ byteLength }) => byteLength)).toEqual([16, 24, 12])
})

test('an empty array that is kept for all that is empty stays what it was, however often it is handed over', () => {
  const none = new Float64Array(0)
  const count = new Uint32Array(0)
  const empty = { run: 'r', series: 's', stored: 0, exact: true, lengths: null }
  const result = { ...empty, steps: none, last: none, min: none, max: none, nans: count }
  const group = {
    key: [],
    runs: [],
    left: [],
    x: none,
    center: none,
    low: none,
    high: none,
    n: count,
    exact: true,
    interpolated: 0,
    folded: 0,
  }
  for (let again = 0; again < 2; again++) {
    const results = handedResults([result, result])
    const aggregate = handedAggregate({
      groups: [
        { ...group, members: none },
        { ...group, members: null },
      ],
    })
    for (const { value, transfer } of [results, aggregate]) {
      expect(transfer).toEqual([])
      structuredClone(value, { transfer })
    }
  }
  // An array whose buffer has changed hands is detached: it can neither be filled nor handed over again.
  expect([none.buffer.detached, count.buffer.detached]).toEqual([false, false])
  const once = Float64Array.of(1)
  const { value, transfer } = handedResults([{ ...result, last: once }])
  expect(structuredClone(value, { transfer })[0]!.last).toEqual(Float64Array.of(1))
  expect([once.buffer.detached, none.buffer.detached]).toEqual([true, false])
})
