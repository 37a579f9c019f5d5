import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, test } from 'vitest'
import { askedProducts } from '#src/cli/observe/asked-products.ts'
import { idOfFolder } from '#src/cli/observe/own-run.ts'
import { openRecord } from '#src/cli/observe/record.ts'
import { openSnapshotFolder } from '#src/cli/observe/snapshot-folder.ts'
import { start, temporaryFolder } from '../../../phasescope.ts'
import { observed, stored, writeStep } from './snapshot-files.ts'

/** Folders of snapshots that somebody has made who means harm, or that are moved, cut and made again while they are observed. */

let folder: ReturnType<typeof temporaryFolder>
let net: string
let data: string
beforeEach(() => {
  folder = temporaryFolder()
  ;[net, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  writeStep(net, 0)
})
afterEach(() => folder[Symbol.dispose]())

const observe = () => observed(net, data, '--probe', 'weight-norm')

it.each(['.observe', 'hvp'])('writes and removes nothing where a link in the place of %s leads', async (name) => {
  const victim = join(folder.path, 'victim')
  mkdirSync(victim)
  writeFileSync(join(victim, 'alive'), '')
  symlinkSync(victim, join(net, name))
  const { code, stderr } = await observe()
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(`${join(net, name)} is a symbolic link`),
  })
  expect(readdirSync(victim)).toEqual(['alive'])
  if (name === 'hvp') expect(() => askedProducts(net).gradient(0, {})).toThrow(/hvp is a symbolic link/)
  else expect(() => openRecord(net, 'r', null)).toThrow(/\.observe is a symbolic link/)
  expect(readdirSync(victim)).toEqual(['alive'])
})

it('does not wait for a pipe in the place of a file', async () => {
  execFileSync('mkfifo', [join(net, 'run.json'), join(net, 'step-000000001.safetensors'), join(net, 'asked.json')])
  const refused = await observe()
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/run\.json: it is a pipe, and only a file/) })
  renameSync(join(net, 'run.json'), join(folder.path, 'run.json'))
  const { code, stdout, stderr } = await observe()
  expect(code, stderr).toBe(0)
  expect(stdout.match(/^Step \d+/gm)).toEqual(['Step 0'])
  execFileSync('mkfifo', [join(net, '.observe', 'observer.lock.9')])
  expect(await observe()).toMatchObject({ code: 1, stderr: expect.stringMatching(/observer\.lock\.9 is a pipe/) })
})

it('names a file of its own that is cut, goes on without it, and measures its step again', async () => {
  for (const step of [1, 2]) writeStep(net, step)
  await observe()
  const whole = await stored(data, idOfFolder(net))
  const place = join(net, '.observe', idOfFolder(net))
  const names = readdirSync(place)
  for (const cut of [names.at(-2)!, names[2]!]) truncateSync(join(place, cut), 30)
  const elsewhere = join(folder.path, 'elsewhere')
  const { code, stdout, stderr } = await observed(net, elsewhere, '--probe', 'weight-norm')
  expect(code, stderr).toBe(0)
  for (const cut of [names.at(-2)!, names[2]!]) expect(stderr).toContain(`${join(place, cut)} is damaged, and left out`)
  expect(stdout.match(/^Step \d+/gm)).not.toEqual(null)
  expect((await stored(elsewhere, idOfFolder(net))).sort()).toEqual(whole.sort())
})

test('what was said before and behind a cut file keeps its numbers, and nothing takes theirs', () => {
  const mark = (step: number) => ({ type: 'marked', mark: { by: 'observe', step, label: 'l', about: '' } }) as const
  const record = openRecord(net, 'r', null)
  record.add(0, [], [mark(0)])
  record.add(1, ['p'], [mark(1), mark(1)])
  record.add(2, [], [])
  record.add(3, [], [mark(3)])
  record.add(4, [], [])
  truncateSync(join(net, '.observe', 'r', '000000001.reports'), 9)
  const again = openRecord(net, 'r', null)
  expect(again.faults).toEqual([expect.stringContaining('000000001.reports is damaged')])
  expect(again.groups.map(({ step }) => step)).toEqual([0, 2, 3, 4])
  const said = again.groups.flatMap(({ envelopes }) => envelopes.map(({ seq, report }) => [seq, report.type]))
  expect(said).toEqual([[0, 'marked'], [1, 'measured'], [2, 'measured'], [3, 'marked']]) // prettier-ignore
  expect(again.add(5, [], [mark(5)])).toMatchObject([{ seq: 4 }])
  expect(openRecord(net, 'r', null).groups.map(({ step }) => step)).toEqual([0, 2, 3, 4, 5])
})

it('looks into each folder once, whatever circles links lead in, and reads no header without end', () => {
  mkdirSync(join(net, 'deeper'))
  for (const name of ['a', 'b', 'c'])
    for (const place of [net, join(net, 'deeper')]) symlinkSync('.', join(place, name))
  for (const name of ['d', 'e']) symlinkSync(join('..', 'deeper'), join(net, 'deeper', name))
  symlinkSync('itself.safetensors', join(net, 'itself.safetensors'))
  symlinkSync('/dev/zero', join(net, 'step-8.safetensors'))
  renameSync(writeStep(net, 1), join(net, 'deeper', 'step-000000001.safetensors'))
  const long = Buffer.alloc(9_000_000, ' ')
  long.writeBigUInt64LE(BigInt(long.length - 8))
  writeFileSync(join(net, 'step-000000009.safetensors'), long)
  const { files, faults } = openSnapshotFolder(net, 2 ** 30).look()
  expect(files.map(({ path }) => path)).toEqual([join(net, 'step-000000000.safetensors'), join(net, 'deeper', 'step-000000001.safetensors')]) // prettier-ignore
  expect(faults).toEqual([{ path: join(net, 'step-000000009.safetensors'), why: expect.stringMatching(/^its header has 8999992 bytes/) }]) // prettier-ignore
})

it('goes on where its folder is moved away and made again', async () => {
  const running = start(['observe', net, '--data', data, '--probe', 'weight-norm'])
  await running.says(/^Step 0:.*\n/m)
  renameSync(net, join(folder.path, 'moved'))
  writeStep(net, 1)
  await running.says(/^Step 1:.*\n/m)
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  expect(existsSync(join(net, '.observe', idOfFolder(net)))).toBe(true)
  expect(readFileSync(join(net, 'wanted.json'), 'utf8')).toContain('"done":[[1,1]]')
  const steps = (await stored(data, idOfFolder(net))).filter((line) => line.startsWith('weight-norm/total'))
  expect(steps.map((line) => line.split(',')[1])).toEqual(['0', '1'])
})
