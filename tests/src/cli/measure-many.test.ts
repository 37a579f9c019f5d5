import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, describe } from 'vitest'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { phasescope, start, temporaryFolder } from '../../phasescope.ts'
import { oddParts } from './odd-parts.ts'

const diagonal = (...values: number[]) => ({
  shape: [values.length, values.length],
  values: Float64Array.from({ length: values.length ** 2 }, (_, i) => (i % (values.length + 1) === 0 ? values[i / (values.length + 1)]! : 0)),
}) // prettier-ignore

/** Three snapshots of a matrix whose norm is 5, 10 and 15, and one that is cut off. */
function snapshots(folder: string): string {
  const place = join(folder, 'run, "one"')
  mkdirSync(place)
  for (const k of [1, 2, 3])
    writeSafetensors(join(place, `step-${k * 5}.safetensors`), { w: diagonal(3 * k, 4 * k) }, { step: String(100 * k) })
  writeFileSync(join(place, 'step-12.npz'), 'PK')
  return place
}

describe('measure --probes', () => {
  it('asks a probe of one’s own, and every part of it is one field', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'w.safetensors')
    writeSafetensors(path, { w: diagonal(3, 4) })
    writeFileSync(join(folder.path, 'odd-parts.ts'), oddParts('odd-parts', 'oddParts', 'it=1'))
    const args = ['measure', 'odd-parts', '--probes', folder.path, '--input', path]
    const { code, stdout, stderr } = await phasescope([...args, '--json'])
    expect(code, stderr).toBe(0)
    const parts = ['w0,w1', 'say "hi"', String.raw`a\u000ab`, 'it=1', 'constructor']
    expect(JSON.parse(stdout)).toMatchObject({ probe: 'odd-parts', parts, values: [4, 2, 3, 1e-20, 6] })
    const csv = (await phasescope([...args, '--csv'])).stdout.trim().split('\n')
    const names = String.raw`"odd-parts/w0,w1","odd-parts/say ""hi""",odd-parts/a\u000ab,odd-parts/it=1,odd-parts/constructor`
    expect(csv).toEqual([`file,step,${names},why`, `${path},,4,2,3,1e-20,6,`])
  })
})

describe('measure --many', () => {
  it('answers a line of JSON a file, says which cannot be measured, and goes on', async () => {
    using folder = temporaryFolder()
    const place = snapshots(folder.path)
    const { code, stdout, stderr } = await phasescope(['measure', 'weight-norm', '--many', place])
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
    expect(lines).toMatchObject([
      { file: join(place, 'step-5.safetensors'), step: 100, probe: 'weight-norm', value: 5 },
      { file: join(place, 'step-10.safetensors'), step: 200, probe: 'weight-norm', value: 10 },
      { file: join(place, 'step-12.npz'), step: null, error: expect.stringMatching(/not a complete zip archive/) },
      { file: join(place, 'step-15.safetensors'), step: 300, probe: 'weight-norm', value: 15 },
    ])
    expect(code).toBe(1)
    expect(stderr).toMatch(/step-12\.npz: not a complete zip archive.*\n.*1 of 4 files could not be measured/)
  })

  it('answers a row of CSV a file, of several probes, with lists and reasons', async () => {
    using folder = temporaryFolder()
    const place = snapshots(folder.path)
    const list = join(folder.path, 'list.txt')
    writeSafetensors(join(place, 'zero.safetensors'), { w: diagonal(0, 0) })
    writeFileSync(list, ['step-10', 'zero'].map((name) => join(place, `${name}.safetensors`)).join('\n'))
    const probes = 'weight-norm,singular-values,stable-rank'
    const { code, stdout, stderr } = await phasescope(['measure', probes, '--many', list, '--csv'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const quoted = place.replaceAll('"', '""')
    expect(stdout.trim().split('\n')).toEqual([
      'file,step,weight-norm/total,weight-norm/w,singular-values/w[0],singular-values/w[1],stable-rank/w,why',
      `"${quoted}/step-10.safetensors",200,10,10,8,6,1.5625,`,
      expect.stringMatching(new RegExp(`^"${quoted}/zero\\.safetensors",,0,0,0,0,,.*stable-rank/w: `)),
    ])
  })

  it('reads the list from stdin, and shares what --with names', async () => {
    using folder = temporaryFolder()
    const place = snapshots(folder.path)
    const first = join(place, 'step-5.safetensors')
    const list = join(folder.path, 'list.txt')
    writeFileSync(list, `${first}\n${join(place, 'step-15.safetensors')}\n`)
    const args = ['measure', 'distance-from-initialization', '--many', '-', '--with', first]
    const fromList = ['sh', '-c', 'exec "$@" < "$LIST"', 'sh']
    const { code, stdout } = await start(args, { LIST: list }, fromList).ended
    expect(code).toBe(0)
    const values = stdout.trim().split('\n').map((line) => (JSON.parse(line) as { value: number }).value) // prettier-ignore
    expect(values[0]).toBe(0)
    expect(values[1]).toBeCloseTo(2, 12) // three times the first: twice its norm away
  })

  it.each([
    [['measure', 'weight-norm'], /Name the file to measure by --input FILE, or many by --many LIST/],
    [['measure', 'weight-norm', '--many', '/nowhere'], /--many \/nowhere: cannot be read: ENOENT/],
    [['measure', 'weight-norm', '--many', '/nowhere', '--input', 'a.npz'], /one of the two/],
    [['measure', 'weight-norm', '--many', '/nowhere', '--csv', '--json'], /'--csv' cannot be used with .*'--json'/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await phasescope(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})
