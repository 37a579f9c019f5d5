import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStream } from '#src/vocabulary/random.ts'
import { FRAME } from '#trainer/user-probes/project-probes.ts'
import { mistakesIn, type Mutant } from './mistakes.ts'
import { nearestTests } from './nearest-tests.ts'

/**
 * Would the tests of the probes see a wrong formula? Small mistakes are made in copies of probes/, one at a time, and
 * the tests that look at the file are run: `node tests/long/mutate.ts [--sample N] [part of a file name …]`, where a
 * sample is of N mistakes a file, drawn by a seed: first one of each file, then a second, so that a run that is stopped
 * is a sample, too. `--known LOG` takes what the printed lines of such a run say as known. Prints the share that was
 * caught, and those that were not, each of which is a missing test or a change without a difference.
 */
const root = join(import.meta.dirname, '..', '..')
const COPIED = ['probes', 'src/vocabulary', 'trainer/backend', 'tests/probes', 'tests/references', 'package.json']
/** Nothing but what these tests need, loaded once for all of them, the nearest first. */
const CONFIG = `
import { BaseSequencer } from 'vitest/node'
const nearest = process.env.NEAREST.split(' ')
const place = ({ moduleId }) => nearest.findIndex((file) => moduleId.endsWith(file))
class NearestFirst extends BaseSequencer {
  sort = (files) => files.toSorted((a, b) => place(a) - place(b))
}
export default {
  test: { environment: 'node', include: ['tests/probes/**/*.test.ts'], testTimeout: 600000, isolate: false, sequence: { sequencer: NearestFirst } },
}
`
const WORKERS = 2
/** Tests that run longer, in a program with a mistake, do not end. */
const LONGEST_MS = 300_000

type Outcome = 'caught' | 'SURVIVED' | 'ENDLESS'

const { values: given, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, known: { type: 'string' } },
})
const files = readdirSync(join(root, 'probes'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !FRAME.includes(basename(file, '.ts')))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()
const mutants = files
  .flatMap((file) => [
    ...openStream(1, file)
      .shuffled(mistakesIn(join(root, 'probes'), file))
      .entries(),
  ])
  .filter(([rank]) => rank < Number(given.sample ?? Infinity))
  .sort(([a], [b]) => a - b)
  .map(([, mutant]) => mutant)
const testsOf = nearestTests(root)
const known = given.known === undefined ? new Map<string, Outcome>() : outcomesIn(readFileSync(given.known, 'utf8'))
const outcomes: { mutant: Mutant; outcome: Outcome }[] = []
const waiting = mutants.values()

await Promise.all(Array.from({ length: WORKERS }, work))
const survivors = outcomes.filter(({ outcome }) => outcome === 'SURVIVED')
const caught = mutants.length - survivors.length
console.log(`Caught ${caught} of ${mutants.length} mistakes (${((100 * caught) / mutants.length).toFixed(1)} %)`)
const endless = outcomes.filter(({ outcome }) => outcome === 'ENDLESS').length
if (endless > 0) console.log(`Of these, ${endless} by tests that did not end in ${LONGEST_MS / 1000} s`)
for (const { mutant } of survivors) console.log(`Survived: ${describe(mutant)}`)

/** Takes mistakes one by one, in a copy of its own. */
async function work(): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
  try {
    for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true })
    writeFileSync(join(copy, 'vitest.config.js'), CONFIG)
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    if ((await outcomeOf(copy, mutants[0]?.file ?? '')) !== 'SURVIVED')
      throw new Error('The tests fail without any mistake; mend them first')
    for (const mutant of waiting) {
      const outcome = known.get(describe(mutant)) ?? (await tried(copy, mutant))
      outcomes.push({ mutant, outcome })
      console.log(`${outcomes.length}/${mutants.length} ${outcome.padEnd(8)} ${describe(mutant)}`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

async function tried(copy: string, mutant: Mutant): Promise<Outcome> {
  const path = join(copy, 'probes', mutant.file)
  const original = readFileSync(path, 'utf8')
  writeFileSync(path, mutant.text)
  const outcome = await outcomeOf(copy, mutant.file)
  writeFileSync(path, original)
  return outcome
}

/** Whether a test that looks at the file fails, or never ends. The first failure is enough. */
function outcomeOf(copy: string, file: string): Promise<Outcome> {
  const tests = testsOf(file)
  if (tests.length === 0) return Promise.resolve('SURVIVED')
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const options = ['run', ...tests, '--bail', '1', '--no-file-parallelism']
  const env = { ...process.env, NEAREST: tests.join(' ') }
  return new Promise((resolve) => {
    const child = spawn(vitest, options, { cwd: copy, env, stdio: 'ignore', timeout: LONGEST_MS })
    child.on('close', (code) => resolve(code === null ? 'ENDLESS' : code === 0 ? 'SURVIVED' : 'caught'))
  })
}

function outcomesIn(log: string): Map<string, Outcome> {
  const lines = [...log.matchAll(/^\d+\/\d+ (caught|SURVIVED|ENDLESS) +(.*)$/gm)]
  return new Map(lines.map(([, outcome, described]) => [described as string, outcome as Outcome]))
}

function describe({ file, line, name, shown }: Mutant): string {
  return `${file}:${line} ${name}: ${shown}`
}
