import { expect, test } from 'vitest'
import { Asked } from '#dashboard/run/asked.svelte.ts'
import { answerText } from '#dashboard/text/answer.ts'
import type { Outcome } from '#src/vocabulary/index.ts'

test('an answer says the step, the cost of a trial, and what there is to know besides', () => {
  expect(answerText({ type: 'attach', probe: 'p' }, { ok: true, step: 1003, ms: 4, note: 'It is slow' }).text).toBe(
    'Attached at step 1,003. It is slow',
  )
  expect(answerText({ type: 'try', probe: 'p' }, { ok: true, step: 7, ms: 8.2 }).text).toBe(
    'Tried at step 7; took 8.2 ms',
  )
  expect(answerText({ type: 'pause' }, { ok: false, why: 'The run is paused already' })).toEqual({
    ok: false,
    text: 'The run is paused already',
  })
})

test('a command is pending until it is acknowledged', async () => {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const asked = new Asked(() => promise)
  const done = asked.ask({ type: 'pause' })
  expect(asked.pending).toBe('pause')
  resolve({ ok: true, step: 40 })
  await done
  expect([asked.pending, asked.answer]).toEqual([null, { ok: true, text: 'Paused at step 40' }])
})
