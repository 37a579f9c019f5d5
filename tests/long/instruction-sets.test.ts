import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readCount, REPORT_PATH } from '../report.ts'
import { nativeIfAvailable } from '../trainer/backend/native-available.ts'

/**
 * The unit and law tests on other processors than this one, as far as settings can make one of it. TensorFlow chooses its
 * kernels by instruction set and number of threads, and each adds up in an order of its own: what is promised to the bit
 * holds with all of them, and nothing else may be asked for.
 */
const ROOT = join(import.meta.dirname, '..', '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

/** As oneDNN calls an instruction set, and as the processor does; DEFAULT is the best that the processor has. */
const FLAGS = { SSE41: 'sse4_1', AVX: 'avx', AVX2: 'avx2', DEFAULT: null } as const
type InstructionSet = keyof typeof FLAGS

/** Every set and every number of threads: those of most machines, AVX2 and whatever is best here, with several. */
const MACHINES: { instructions: InstructionSet; threads: number }[] = [
  { instructions: 'SSE41', threads: 1 },
  { instructions: 'AVX', threads: 2 },
  { instructions: 'AVX2', threads: 1 },
  { instructions: 'AVX2', threads: 4 },
  { instructions: 'DEFAULT', threads: 2 },
  { instructions: 'DEFAULT', threads: 4 },
]

/** Preloads what gives a process, and all that it starts, kernels that round otherwise. */
const PRELOADED = pathToFileURL(join(import.meta.dirname, 'rounded-otherwise.ts')).href
const ROUNDED_OTHERWISE = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${PRELOADED}` }

const native = await nativeIfAvailable()
const processor = existsSync('/proc/cpuinfo')
  ? (/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '')
  : ''

describe('the unit and law tests', () => {
  it.for(MACHINES)('hold with the instructions of $instructions, threads: $threads', async (machine, { skip }) => {
    const why = whatIsLacking(machine.instructions)
    skip(why !== null, why ?? undefined)
    await expectGreen(`${machine.instructions}, threads: ${machine.threads}`, settingsOf(machine))
  })

  it('hold where every kernel rounds in a way of its own', async ({ skip }) => {
    const why = whatIsLacking('DEFAULT')
    skip(why !== null, why ?? undefined)
    // What computes nothing starts other versions of Node too, which cannot preload TypeScript.
    await expectGreen('every kernel in its own way', ROUNDED_OTHERWISE, 'tests/trainer', 'tests/probes')
  })
})

describe('the settings', () => {
  it('give a product the same bits each time, and other bits than one another', async ({ skip }) => {
    const why = whatIsLacking('AVX2')
    skip(why !== null, why ?? undefined)
    const settings = [
      settingsOf({ instructions: 'SSE41', threads: 1 }),
      settingsOf({ instructions: 'AVX2', threads: 1 }), // multiplies and adds at once, and rounds once
      ROUNDED_OTHERWISE,
    ]
    const bits: string[] = []
    for (const one of [...settings, ...settings]) {
      const { code, output } = await ended([join(import.meta.dirname, 'print-product.ts')], one)
      expect(code, output).toBe(0)
      bits.push(output)
    }
    expect(bits.slice(3)).toEqual(bits.slice(0, 3))
    expect(new Set(bits).size).toBe(3)
  })
})

/** Runs the tests once more with these settings, and says how many passed. */
async function expectGreen(name: string, settings: NodeJS.ProcessEnv, ...filters: readonly string[]): Promise<void> {
  const file = `report-${name.replaceAll(/\W+/g, '-')}.json`
  const report = join(ROOT, 'tests', 'output', file)
  rmSync(report, { force: true })
  const reporters = [`--reporter=${join(ROOT, 'tests', 'report.ts')}`, '--reporter=dot']
  const projects = ['alone', 'node', 'probes'].flatMap((project) => ['--project', project])
  const args = [VITEST, 'run', ...projects, ...reporters, ...filters]
  const { output } = await ended(args, { ...settings, [REPORT_PATH]: report })
  const { passed, failed, beside } = readCount(report)
  console.log(`${name}: ${passed} passed, ${failed} failed`)
  expect({ failed, beside }, output).toEqual({ failed: 0, beside: [] })
  expect(passed).toBeGreaterThan(3000)
}

/** One sentence where this machine cannot be taken for one with these instructions; null where it can. */
function whatIsLacking(instructions: InstructionSet): string | null {
  if (native === undefined) return 'Native TensorFlow, whose kernels they are, is not to be had on this machine'
  const flag = FLAGS[instructions]
  if (flag === null || processor.split(' ').includes(flag)) return null
  return `The processor of this machine does not have ${instructions}`
}

function settingsOf({ instructions, threads }: { instructions: InstructionSet; threads: number }): NodeJS.ProcessEnv {
  return { ONEDNN_MAX_CPU_ISA: instructions, TF_NUM_INTRAOP_THREADS: String(threads) }
}

function ended(args: readonly string[], settings: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const PATH = `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`
  const env = { ...process.env, PATH, ...settings }
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
