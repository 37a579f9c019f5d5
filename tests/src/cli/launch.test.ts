import { expect, test } from 'vitest'
import { launcher } from '#src/cli/processes/launch.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { writerSecret } from '#src/cli/writer-secret.ts'
import { openStore } from '#src/store/index.ts'
import { TRAINER } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { foreignStarted } from '../store/foreign-runs.ts'
import { enveloped, runOf } from '../store/reports.ts'

test('a run whose trainer has said that it is over gets another one for its past, in turn, before its end is stored', async () => {
  using data = temporaryFolder()
  const store = await openStore(data.path)
  const run = { ...runOf('r'), experiment: 'grok-mlp-small', parameters: {} }
  await keep(store, enveloped('r', 0, [{ type: 'started', run, probes: [], detectors: [] }]))
  const launch = launcher(store, data.path, () => 'http://127.0.0.1:1')
  const attach = (probe: string) => ({ type: 'attach', probe }) as const
  // No process is started while this one trains the run.
  const [first, second, third] = await withRunLock(data.path, 'r', async () => {
    const first = launch('r', attach('weight-norm'), true)
    await expect
      .poll(() => launch('r', attach('weight-norm')).catch(String))
      .toMatch(/A trainer of run 'r' is starting/)
    // A detector is attached like a probe: that there is nobody to train it is all that stands against it.
    const detector = launch('r', attach('grokking'), true)
    return [first, launch('r', attach('no-such-probe'), true), detector]
  })
  await expect(second).rejects.toThrow(/Unknown probe 'no-such-probe'/)
  // Its past is measured where it can be, which is not here: the trainer says why.
  expect(await first).toMatchObject({ ok: false })
  expect(await third).toMatchObject({ ok: false })
  await store.close()
})

test('no process is started for a run that another program trains, and its data folder having its key is no reason', async () => {
  using data = temporaryFolder()
  const store = await openStore(data.path)
  await keep(store, enveloped('f', 0, [foreignStarted('f')]))
  writerSecret(data.path, 'f', TRAINER)
  const launch = launcher(store, data.path, () => 'http://127.0.0.1:1')
  await expect(launch('f', { type: 'fork' })).rejects.toThrow('it cannot be forked here')
  await expect(launch('f', { type: 'resume' })).rejects.toThrow('it cannot be resumed here')
  await expect(launch('f', { type: 'attach', probe: 'weight-norm' })).rejects.toThrow('`phasescope observe FOLDER`')
  expect(await launch('f', { type: 'pause' })).toBeNull()
  await store.close()
})
