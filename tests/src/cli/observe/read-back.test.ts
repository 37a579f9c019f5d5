import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../phasescope.ts'
import { observedHere, recorded, RUN, storedValues } from './in-process.ts'
import { writeStep } from './snapshot-files.ts'

/** What observing keeps of its own is removed or damaged: no point comes twice, and none is left out. */

const PROBES = ['weight-norm', 'singular-values', 'path-length', 'plateau-length', 'update-to-weight-ratio']
const STEPS = [0, 1, 2, 3, 4]

let folder: ReturnType<typeof temporaryFolder>
let net: string
const at = (name: string) => join(folder.path, name)
const observe = async (data: string) => {
  const steps: number[] = []
  await observedHere(net, data, PROBES, { once: true, measured: (step) => steps.push(step) })
  return steps
}
beforeEach(async () => {
  folder = temporaryFolder()
  net = at('net')
  for (const step of STEPS) writeStep(net, step)
  expect(await observe(at('data'))).toEqual(STEPS)
})
afterEach(() => folder[Symbol.dispose]())

/** What one more step comes to where nothing is damaged. */
async function untouched(): Promise<string[]> {
  for (const step of [...STEPS, 5]) writeStep(at('other'), step)
  await observedHere(at('other'), at('other-data'), PROBES, { once: true })
  return storedValues(at('other-data'))
}

const place = () => join(net, '.observe', RUN)
const own = (which: number) => join(place(), recorded(net).at(which)!)
const DAMAGE: readonly [string, () => void][] = [
  ['is removed', () => rmSync(join(net, '.observe'), { recursive: true })],
  ['has its first file cut', () => truncateSync(own(0), 20)],
  ['has a file cut in its midst', () => truncateSync(own(-3), 20)],
  ['has lost its last files', () => [own(-1), own(-2)].forEach((path) => rmSync(path))],
  ['has nothing but cut files', () => recorded(net).forEach((name) => truncateSync(join(place(), name), 3))],
  ['was being read back', () => [rmSync(place(), { recursive: true }), writeFileSync(`${place()}.read-back`, '')]],
]

describe('a record that', () => {
  it.each(DAMAGE)('%s is read back from where it was sent, and goes on', async (_what, damage) => {
    const whole = await storedValues(at('data'))
    damage()
    await observe(at('data'))
    expect(await storedValues(at('data'))).toEqual(whole)
    writeStep(net, 5)
    await observe(at('data'))
    expect(await storedValues(at('data'))).toEqual(await untouched())
    expect(await observe(at('data'))).toEqual([])
  })

  it('lost its beginning begins the run where that is not known, with all that was measured', async () => {
    const whole = await storedValues(at('data'))
    truncateSync(own(0), 20)
    await observe(at('elsewhere'))
    expect(await storedValues(at('elsewhere'))).toEqual(whole)
  })

  it('was removed while something had not arrived yet is measured again for that', async () => {
    const whole = await storedValues(at('data'))
    const bytes = readFileSync(own(-1))
    writeStep(net, 5)
    await observe(at('elsewhere')) // of step 5 the first place knows nothing
    writeFileSync(own(1), bytes.subarray(0, 9))
    await observe(at('data'))
    expect((await storedValues(at('data'))).filter((line) => !line.includes(' 5 '))).toEqual(whole)
    expect(await storedValues(at('data'))).toEqual(await storedValues(at('elsewhere')))
  })
})
