import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createToken, machineToken } from '#src/access/index.ts'
import { Histogram, init } from '#src/clients/js/index.ts'
import { findPlace, tokenFor } from '#src/clients/js/place.ts'
import type * as Declared from '#src/clients/js/phasescope.d.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'

test('what is declared is what there is', () => {
  const client = { init, Histogram } satisfies typeof Declared
  expect(Object.keys(client)).toEqual(['init', 'Histogram'])
})

/** A run that is seen by a hub, and ends with the test. */
function begun(options: Declared.InitOptions = {}) {
  const run = init({ project: 'digits of pi', hub: hub.url, token: hub.token, ...options })
  return Object.assign(run, { [Symbol.asyncDispose]: () => run.finish({ waitMs: 0 }) })
}

/** Where the hub is, and what it is shown. */
async function shown(hub?: string) {
  const place = findPlace(hub)
  return { url: place.url, token: await tokenFor(place, undefined) }
}

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

describe('a run that a script logs', () => {
  test('is on the hub once finish returns, with all of it', async () => {
    const said: string[] = []
    await using run = begun({
      ...{
        tf,
        name: 'First',
        id: 'first',
        tags: ['paper'],
        notes: 'Look',
        say: (sentence) => void said.push(sentence),
      },
      config: { lr: 1e-3, opt: { name: 'adam', betas: [0.9, 0.99] }, seed: 7, on: true },
    })
    for (let step = 0; step < 500; step++)
      run.log({ 'train/loss': 1 / (step + 1), deep: { er: { x: step } }, list: [step, -step] }, step)
    run.log({ odd: NaN }, 3)
    run.log({ odd: Infinity }, 2)
    run.log({ odd: -Infinity }, 3)
    run.log({ odd: true }, 9)
    run.log({ hist: new Histogram([1, 2], [0, 1, 3]), grid: [[1, 2], [3, 4]], typed: Float32Array.of(0.5) }, 9) // prettier-ignore
    run.log({ word: 'text' as never, ragged: [[1], [2, 3]], list: new Histogram([1], [0, 1]) })
    const tensors = tf.memory().numTensors // of other tests of this process too
    tf.tidy(() => {
      run.log({ late: { tensor: tf.tensor1d([1, 2]) }, scalar: tf.scalar(0.25), rows: tf.ones([2, 3]) }, 4)
    })
    expect(tf.memory().numTensors).toBe(tensors)
    run.config.lr = 2e-3
    run.summary.best = 0.5
    run.summary.worst = NaN
    await run.finish()
    expect(said).toEqual([
      "phasescope: 'word' was logged as string, which is no series; it is left out",
      "phasescope: 'ragged' was logged as object, which is no series; it is left out",
      "phasescope: 'list': it is a spectrum, and was logged as a histogram; that is left out",
    ])
    const { summary, series } = await hub.view('first')
    expect(run.url).toBe(`${hub.url}/runs/first`)
    expect(summary).toMatchObject({ status: 'completed', step: 500, tags: ['paper'], note: 'Look', weights: '' })
    expect(summary.run).toMatchObject({
      name: 'First',
      experiment: 'digits of pi',
      parameters: { lr: 2e-3, 'opt/name': 'adam', 'opt/betas': '[0.9,0.99]', seed: 7, on: 'true' },
      summary: { best: 0.5, worst: 'NaN' },
      seed: 7,
      steps: 0,
      client: { name: 'js', version: '0.1.0', framework: `tensorflow.js ${tf.version_core}` },
    })
    const steps = Array.from({ length: 500 }, (_, i) => i)
    expect(await hub.points('first', 'train/loss', 'points=1000')).toMatchObject({
      steps,
      values: steps.map((step) => 1 / (step + 1)),
    })
    expect(await hub.points('first', 'odd')).toMatchObject({ steps: [2, 3, 3, 9], values: ['Infinity', 'NaN', '-Infinity', 1] }) // prettier-ignore
    expect(await hub.points('first', 'grid')).toMatchObject({ steps: [9], frames: [[2, 1, 2, 3, 4]] })
    expect(await hub.points('first', 'hist')).toMatchObject({ frames: [[3, 0, 1, 1, 1, 3, 2]] })
    expect(await hub.points('first', 'late/tensor')).toMatchObject({ steps: [4], frames: [[1, 2]] })
    expect(await hub.points('first', 'rows')).toMatchObject({ frames: [[3, 1, 1, 1, 1, 1, 1]] })
    expect(await hub.points('first', 'scalar')).toMatchObject({ steps: [4], values: [0.25] })
    const kinds = Object.fromEntries(series.map(({ name, kind, group }) => [name, [kind, group]]))
    expect(kinds).toMatchObject({
      'train/loss': ['scalar', 'loss'],
      'deep/er/x': ['scalar', 'logged'],
      list: ['spectrum', 'logged'],
      typed: ['spectrum', 'logged'],
    })
  })

  test('finds its hub by itself in Node, and shows it the token only once it has shown its own', async () => {
    vi.stubEnv('PHASESCOPE_DATA', data.path)
    try {
      const run = init({ project: 'found', id: 'found' })
      run.log({ x: 1 })
      await run.finish()
      expect(await hub.points('found', 'x')).toMatchObject({ values: [1] })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('shows PHASESCOPE_TOKEN to a hub that was named or has shown its own, and to nobody else', async () => {
    using nobody = temporaryFolder()
    vi.stubEnv('XDG_STATE_HOME', nobody.path)
    vi.stubEnv('PHASESCOPE_DATA', '')
    vi.stubEnv('PHASESCOPE_HUB', '')
    vi.stubEnv('PHASESCOPE_TOKEN', 'given')
    try {
      expect(await shown()).toEqual({ url: 'http://127.0.0.1:4747', token: null })
      expect(await shown('http://127.0.0.1:1')).toMatchObject({ token: 'given' })
      vi.stubEnv('PHASESCOPE_DATA', data.path)
      expect(await shown()).toEqual({ url: hub.url, token: 'given' })
      writeFileSync(join(nobody.path, 'hub.json'), JSON.stringify({ url: hub.url, pid: process.pid }))
      machineToken(nobody.path)
      vi.stubEnv('PHASESCOPE_DATA', nobody.path)
      expect(await shown()).toEqual({ url: hub.url, token: null })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('loses nothing and doubles nothing when its hub is killed and comes back', async () => {
    using own = temporaryFolder()
    const first = await served(own.path)
    const said: string[] = []
    const run = init({ hub: first.url, token: first.token, id: 'on', say: (sentence) => void said.push(sentence) })
    let step = 0
    const logs = (count: number) => {
      for (let i = 0; i < count; i++) run.log({ x: step }, step++)
    }
    logs(1000)
    await first.live('on')
    logs(1000)
    await first.kill()
    logs(1000)
    await vi.waitFor(() => expect(said.join()).toContain(`No hub at ${first.url}`), { timeout: 60_000 })
    await using again = await served(own.path, { port: new URL(first.url).port })
    logs(1000)
    await run.finish({ waitMs: 60_000 })
    const { steps, values } = await again.points('on', 'x', 'points=10000')
    expect(values).toEqual(Array.from({ length: 4000 }, (_, i) => i))
    expect(steps).toEqual(values)
  })

  test('is told why a hub does not take it, and goes on', async () => {
    const said: string[] = []
    const say = (sentence: string) => void said.push(sentence)
    const run = init({ hub: hub.url, token: createToken(data.path, { right: 'view', name: 'v' }), say })
    run.log({ x: 1 })
    await vi.waitFor(() => expect(said.join()).toMatch(/needs a token of right report/), { timeout: 60_000 })
    await run.finish({ waitMs: 0 })
    expect(said.at(-1)).toMatch(
      /have not reached the hub; they are stored in .*; send them with: phasescope resend --data/,
    )
    expect(() => init({ id: '../x' })).toThrow(/id: expected 1 to 128 letters/)
    const off = init({ mode: 'disabled' })
    off.log({ x: 1 })
    expect(await off.tick(3)).toBe(true)
    await off.finish()
    expect((await hub.runs()).map((one) => one.run.id)).not.toContain(run.id)
  })
})
