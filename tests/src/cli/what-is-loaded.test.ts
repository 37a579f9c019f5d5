import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { FRAME } from '#trainer/user-probes/project-probes.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** Writes down each module that the process loads, whoever wants it. */
const LISTING = `import { registerHooks } from 'node:module'
import { appendFileSync } from 'node:fs'
registerHooks({ load(url, context, next) { appendFileSync(process.env.LOADED, url + '\\n'); return next(url, context) } })`

/** What the command loads: files of ours by their paths, packages by their names. */
async function loadedBy(args: readonly string[], folder: string): Promise<{ files: string[]; packages: string[] }> {
  const list = join(folder, 'loaded')
  const options = `--import=data:text/javascript;base64,${Buffer.from(LISTING).toString('base64')}`
  const { code, stderr } = await phasescope(args, { LOADED: list, NODE_OPTIONS: options })
  expect(code, stderr).toBe(0)
  const root = `${pathToFileURL(ROOT).href}/`
  const paths = readFileSync(list, 'utf8').split('\n').filter((url) => url.startsWith(root) && !url.endsWith('.json')).map((url) => url.slice(root.length)) // prettier-ignore
  const isPackage = (path: string) => path.startsWith('node_modules/')
  const packages = paths.filter(isPackage).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '')
  return { files: paths.filter((path) => !isPackage(path)), packages: [...new Set(packages)].toSorted() }
}

/** A terminal waits for what is loaded: what one measurement does not need is not. */
describe('measuring a file', () => {
  it('by a probe that takes no algebra loads that probe, what reads files, and neither TensorFlow nor streams', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'w.safetensors')
    writeSafetensors(path, { w: { shape: [2, 2], values: Float64Array.of(3, 0, 0, 4) } })
    const { files, packages } = await loadedBy(['measure', 'weight-norm', '--input', path], folder.path)
    expect(packages).toEqual(['commander', 'fastest-levenshtein', 'pure-rand'])
    const probes = files.filter((file) => /^probes\/[^/]+\.ts$/.test(file) && !FRAME.includes(basename(file, '.ts')))
    expect(probes).toEqual(['probes/weight-norm.ts'])
    expect(files.filter((file) => /^trainer\/(user-probes|run|experiments|systems|link)\//.test(file))).toEqual([])
    expect(files.length).toBeLessThan(250)
  })

  it('by one that does loads TensorFlow, and still no streams', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'w.safetensors')
    writeSafetensors(path, { w: { shape: [2, 2], values: Float64Array.of(3, 0, 0, 4) } })
    const { packages } = await loadedBy(['measure', 'singular-values', '--input', path], folder.path)
    expect(packages.some((name) => name.startsWith('@tensorflow/'))).toBe(true)
    expect(packages.filter((name) => ['rxjs', 'ohm-js', 'typescript', 'socket.io', 'valibot'].includes(name))).toEqual(
      [],
    )
  })
})
