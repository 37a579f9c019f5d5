import { readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepSweep, readSweep } from '#src/cli/sweeps/kept.ts'
import { newestSweeps } from '#src/cli/sweeps/status.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { planSweep } from '#trainer/sweeps/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** What somebody made of the files of sweeps by hand: each fails alone, by its name, and the others are listed. */
let data: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  data = temporaryFolder()
  store = await openStore(data.path)
})
afterEach(async () => {
  await store.close()
  data[Symbol.dispose]()
})

const order = { experiment: 'grok-mlp-small', grid: ['weightDecay=0,1'], seeds: '2' }
const kept = (name: string) => keepSweep(data.path, planSweep({ ...order, name })).sweep.id
const fileOf = (id: string) => join(data.path, 'sweeps', `${id}.json`)

test.each<[string, (file: string) => void, RegExp]>([
  ['cut off', (file) => truncateSync(file, 40), /cannot be read as a sweep/],
  ['empty', (file) => truncateSync(file, 0), /cannot be read as a sweep/],
  ['huge', (file) => truncateSync(file, BOUNDS.sweepFile + 1), /has 2097153 bytes, and at most 2097152 are read/],
  ['of another version', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2')), /version: expected version 1, got 2/], // prettier-ignore
  ['of another order', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('weightDecay=0,1', 'weightDecay=0,2')), /is not the sweep '.*' any more/], // prettier-ignore
  ['of more runs than there may be', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('0..1', `${'0..9999,'.repeat(100)}1`)), /--seeds: expected 1 to 10000 seeds/], // prettier-ignore
  ['of a list of lists', (file) => writeFileSync(file, '['.repeat(100_000)), /cannot be read as a sweep/],
  ['a link elsewhere', (file) => (renameSync(file, `${file}.real`), symlinkSync(`${file}.real`, file)), /is no file of its own/],
  ['a link to what never ends', (file) => (renameSync(file, `${file}.real`), symlinkSync('/dev/zero', file)), /is no file of its own/],
])('a file that is %s', async (_what, change, why) => {
  const [good, bad] = [kept('good'), kept('bad')]
  expect(readSweep(data.path, bad).sweep.id).toBe(bad)
  change(fileOf(bad))
  expect(() => readSweep(data.path, bad)).toThrow(why)
  const { sweeps, faults } = await newestSweeps(store, data.path, 10)
  expect(sweeps.map(({ id }) => id)).toEqual([good])
  expect(faults).toEqual([expect.stringMatching(why)])
}) // prettier-ignore

test('a file that is put back is read again', () => {
  const id = kept('again')
  const text = readFileSync(fileOf(id), 'utf8')
  writeFileSync(fileOf(id), 'x')
  expect(() => readSweep(data.path, id)).toThrow(/cannot be read/)
  writeFileSync(fileOf(id), text)
  expect(readSweep(data.path, id).sweep.id).toBe(id)
})
