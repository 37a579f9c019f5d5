import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { idOfFolder } from '#src/cli/observe/own-run.ts'
import { phasescope, temporaryFolder } from '../../../phasescope.ts'
import { observed, stored, writeStep } from './snapshot-files.ts'

/** A folder of snapshots that is observed where no hub serves: it is a run of its own. */

const PROBES = ['--probe', 'weight-norm', '--probe', 'train-loss', '--probe', 'sharpness@2']

describe('observe --once', () => {
  it('stores what measure says of each file, and begun again measures only what is new', async () => {
    using folder = temporaryFolder()
    const [place, data] = [join(folder.path, 'my net'), join(folder.path, 'data')]
    const files = [0, 1, 2].map((step) => writeStep(place, step))
    const first = await observed(place, data, ...PROBES)
    expect(first.code, first.stderr).toBe(0)
    expect(Number(/serve \d+ of (\d+) probes/.exec(first.stdout)?.[1])).toBe(probes.length)
    expect(first.stdout).toMatch(/serve \d+ of \d+ probes\n.*without shifted: out-of-distribution-accuracy/)
    const run = idOfFolder(place)
    const lines = await stored(data, run)
    for (const [step, file] of files.entries()) {
      const { stdout } = await phasescope(['measure', 'weight-norm,train-loss', '--input', file, '--json'])
      const [norm, loss] = JSON.parse(stdout) as { value: number }[]
      expect(lines).toContain(`weight-norm/total,${step},,${norm!.value}`)
      expect(lines).toContain(`train-loss,${step},,${loss!.value}`)
    }
    expect(lines.filter((line) => line.startsWith('sharpness,')).map((line) => line.split(',')[1])).toEqual(['0', '2'])

    const again = await observed(place, data, ...PROBES)
    expect(again.stdout).not.toMatch(/^Step/m)
    expect(await stored(data, run)).toEqual(lines)
    writeStep(place, 3)
    const third = await observed(place, data, ...PROBES)
    expect(third.stdout.match(/^Step.*/gm)).toEqual([expect.stringMatching(/^Step 3: 2 probes/)])
    const all = await stored(data, run)
    expect(all.filter((line) => !/,3,/.test(line)).sort()).toEqual(lines.toSorted())
    const { stdout } = await phasescope(['runs', '--data', data, '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ run: { id: run, client: { name: 'observe' } }, status: 'completed', step: 3 }]) // prettier-ignore
  })

  it('says of a damaged, half, foreign, huge or nameless file why it is not measured, and measures the others', async () => {
    using folder = temporaryFolder()
    const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
    writeStep(place, 0)
    const half = writeStep(place, 1)
    const whole = join(folder.path, 'whole')
    copyFileSync(half, whole)
    truncateSync(half, 2000)
    writeFileSync(join(place, 'step-2.safetensors'), 'PK\u0003\u0004 no tensors')
    copyFileSync(whole, join(place, 'weights.npz'))
    writeFileSync(join(place, 'step-000000003.safetensors'), Buffer.alloc(2_000_000))
    writeFileSync(join(place, 'step-000000005.safetensors.part'), 'half')
    writeStep(place, 4)
    const { code, stdout, stderr } = await observed(place, data, '--probe', 'weight-norm', '--queue-bytes', '1000000')
    expect(code, stderr).toBe(0)
    expect(stdout.match(/^Step \d+/gm)).toEqual(['Step 0', 'Step 4'])
    expect(stderr).toMatch(/step-000000001\.safetensors: not a complete safetensors file: .*cut off/)
    expect(stderr).toMatch(/step-2\.safetensors: /)
    expect(stderr).toMatch(/step-000000003\.safetensors: it has 2000000 bytes, and at most 1000000 are measured/)
    expect(stderr).toMatch(/weights\.npz: /)
    expect(stderr).not.toMatch(/\.part/)
    copyFileSync(whole, half)
    const mended = await observed(place, data, '--probe', 'weight-norm', '--queue-bytes', '1000000')
    expect(mended.stdout.match(/^Step \d+/gm)).toEqual(['Step 1'])
    const steps = (await stored(data, idOfFolder(place))).filter((line) => line.startsWith('weight-norm/total'))
    expect(steps.map((line) => line.split(',')[1]).sort()).toEqual(['0', '1', '4'])
  })

  it('tells whoever writes the snapshots what to write, and what can be measured', async () => {
    using folder = temporaryFolder()
    const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
    writeStep(place, 0)
    await observed(place, data, '--probe', 'weight-norm', '--probe', 'linear-cka')
    const wanted = JSON.parse(readFileSync(join(place, 'wanted.json'), 'utf8')) as Record<string, unknown>
    expect(wanted).toMatchObject({ done: [[0, 0]], namespaces: ['hidden', 'inputs', 'weights'] })
    expect(wanted.offers).toEqual(expect.arrayContaining(['sharpness', 'ntk', 'neural-collapse']))
    expect(wanted.notServed).toMatchObject({ 'attention-entropy': expect.stringMatching(/^attention: .*attention\.…/) })
  })

  it('refuses a folder that is none, a run.json that is none, and a probe that is none', async () => {
    using folder = temporaryFolder()
    const nowhere = await observed(join(folder.path, 'nowhere'), folder.path)
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringMatching(/expected a folder/) })
    writeFileSync(join(folder.path, '300.pt'), 'PK')
    const pickled = await observed(folder.path, folder.path)
    expect(pickled).toMatchObject({ code: 2, stderr: expect.stringMatching(/\.safetensors.*got '300\.pt'.*save_file/) })
    writeFileSync(join(folder.path, 'run.json'), '{"run": "../../etc"}')
    const escaping = await observed(folder.path, folder.path)
    expect(escaping).toMatchObject({ code: 2, stderr: expect.stringMatching(/run\.json: expected/) })
    writeFileSync(join(folder.path, 'run.json'), '{"run": "r"}')
    const unknown = await observed(folder.path, folder.path, '--probe', 'gradient-norm,weight-nrom')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/weight-norm/) })
  })
})
