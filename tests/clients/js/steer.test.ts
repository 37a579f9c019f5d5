import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { init } from '#src/clients/js/index.ts'
import type { Run } from '#src/clients/js/phasescope.d.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'

const data = temporaryFolder()
let hub: Served
beforeAll(async () => {
  hub = await served(data.path)
})
afterAll(async () => {
  await hub?.kill()
  data[Symbol.dispose]()
})
beforeEach(() => void vi.stubEnv('PHASESCOPE_DATA', data.path))
afterEach(() => void vi.unstubAllEnvs())

const asked = async (run: Run, command: Parameters<Served['command']>[1]) =>
  (await (await hub.command(run.id, command)).json()) as { ok: boolean; step?: number; why?: string }

test('a training obeys the page between two steps', async () => {
  const run = init({ hub: hub.url, token: hub.token, project: 'steered' })
  const optimizer = { learningRate: 0.1, getClassName: () => 'Adam' }
  const kept: number[] = []
  let reached = -1
  const training = (async () => {
    const steered = { rate: optimizer, checkpoint: (step: number) => (kept.push(step), 1234) }
    for await (const step of run.steps(1e9, steered)) {
      reached = step
      run.log({ rate: optimizer.learningRate }, step)
    }
  })()
  await hub.live(run.id)
  const paused = await asked(run, { type: 'pause' })
  expect(paused.ok).toBe(true)
  const at = reached + 1
  expect(paused.step).toBe(at)
  expect(await asked(run, { type: 'step', steps: 3 })).toEqual({ ok: true, step: at })
  expect(await asked(run, { type: 'checkpoint' })).toMatchObject({ ok: true })
  expect(kept).toHaveLength(1)
  expect(await asked(run, { type: 'set', key: 'rate', value: 0.01 })).toMatchObject({ ok: true })
  expect(optimizer.learningRate).toBe(0.01)
  expect((await asked(run, { type: 'set', key: 'rate', value: -1 })).why).toMatch(/rate: expected a number from 0/)
  expect((await asked(run, { type: 'set', key: 'momentum', value: 1 })).why).toMatch(/there is rate/)
  expect((await asked(run, { type: 'until', step: 0 })).why).toMatch(/at step \d+ already/)
  expect((await asked(run, { type: 'attach', probe: 'gini' })).why).toMatch(/attach/)
  expect(await asked(run, { type: 'stop' })).toMatchObject({ ok: true })
  await training
  await run.finish()
  const { summary, facts } = await hub.view(run.id)
  expect(summary.status).toBe('stopped')
  expect(summary.run.steps).toBe(1e9)
  const applied = facts.flatMap(({ report }) => (report.type === 'applied' ? [report.command.type] : []))
  expect(applied).toEqual(expect.arrayContaining(['pause', 'step', 'set', 'stop']))
  expect(facts.map(({ report }) => report).find(({ type }) => type === 'checkpointed')).toMatchObject({ bytes: 1234 })
  expect(facts.map(({ report }) => report).find((report) => report.type === 'described' && 'settable' in report)).toMatchObject({ settable: [{ key: 'rate', default: 0.1 }] }) // prettier-ignore
})

test('a rate that does not take is refused, and stays as it was', async () => {
  const run = init({ hub: hub.url, token: hub.token })
  const stuck = { get: () => 0.5, set: () => {} }
  let isOver = false
  const training = (async () => {
    for (let step = 0; !isOver && (await run.tick(step, { rate: stuck })); step++) run.log({ step }, step)
  })()
  await hub.live(run.id)
  expect((await asked(run, { type: 'set', key: 'rate', value: 0.1 })).why).toBe('The rate is 0.5 after it was set to 0.1') // prettier-ignore
  expect((await asked(run, { type: 'checkpoint' })).ok).toBe(false)
  isOver = true
  await training
  await run.finish({ why: 'Error: no such layer' })
  const { summary, facts } = await hub.view(run.id)
  expect(summary.status).toBe('failed')
  expect(facts.at(-1)!.report).toMatchObject({ type: 'ended', why: 'Error: no such layer' })
})

test('a model of TensorFlow.js is logged and steered through its callbacks', async () => {
  const run = init({ hub: hub.url, token: hub.token })
  const model = { optimizer: tf.train.adam(0.1), stopTraining: false }
  const { onBatchEnd, onEpochEnd } = run.callback(model)
  // As tfjs-layers calls it: until the model says that it stops.
  const fit = (async () => {
    for (let epoch = 0; !model.stopTraining; epoch++) {
      for (let batch = 0; batch < 3 && !model.stopTraining; batch++)
        await onBatchEnd(batch, { batch, size: 32, loss: 1 / (1 + batch), acc: 0.5 })
      await onEpochEnd(epoch, { loss: 0.5, val_loss: 0.25 })
    }
  })()
  await hub.live(run.id)
  expect(await asked(run, { type: 'set', key: 'rate', value: 0.01 })).toMatchObject({ ok: true })
  expect(await asked(run, { type: 'stop' })).toMatchObject({ ok: true })
  await fit
  await run.finish()
  expect((model.optimizer as unknown as { learningRate: number }).learningRate).toBe(0.01)
  const { summary, series } = await hub.view(run.id)
  expect(summary.status).toBe('stopped')
  expect(series.map(({ name }) => name).toSorted()).toEqual(['acc', 'epoch', 'epoch/loss', 'epoch/val_loss', 'loss'])
})
