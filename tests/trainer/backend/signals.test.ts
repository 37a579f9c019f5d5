import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { nativeIfAvailable } from './native-available.ts'

const native = await nativeIfAvailable()
const PROGRAM = join(import.meta.dirname, 'under-signals.ts')

interface Told {
  readonly products: string
  readonly signals: number
  /** Masks of signals, in hexadecimal. */
  readonly blocked: { readonly own: string; readonly child: string }
}

/**
 * Multiplies in a separate process, to which signals are sent from when it says that it is ready until it is through.
 * It goes on to its end once its input is closed: a process that ends has no handlers any more.
 */
async function multiplied({ flags = [] as string[], underSignals = false } = {}): Promise<Told> {
  const child = spawn(process.execPath, ['--no-warnings', ...flags, PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (text) => (stderr += text))
  child.stdout.on('data', (text) => (stdout += text))
  const ended = new Promise<unknown>((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)))
  let isOver = false
  void ended.then(() => (isOver = true))
  while (underSignals && !isOver && !stdout.includes('through')) {
    if (stdout.includes('ready')) child.kill('SIGUSR2')
    await new Promise(setImmediate)
  }
  child.stdin.end()
  expect(await ended, stderr).toBe(0)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Told
}

/** oneDNN points the stack at the heap: without a mask, each of these ends the process, mostly within seconds. */
describe.skipIf(native === undefined || native.describe().obtained === 'stock download')('native TensorFlow', () => {
  it('multiplies matrices under thousands of signals as it does without, and the process hears of them', async () => {
    const calm = await multiplied()
    expect(calm.signals).toBe(0)
    const { products, signals } = await multiplied({ underSignals: true })
    expect(signals).toBeGreaterThan(50)
    expect(products).toBe(calm.products)
  })

  it('can be profiled', async () => {
    using folder = temporaryFolder()
    await multiplied({ flags: ['--cpu-prof', `--cpu-prof-dir=${folder.path}`, '--cpu-prof-interval=200'] })
  })

  it('leaves signals to a thread that does not compute, and none blocked in a child', async () => {
    const { own, child } = (await multiplied()).blocked
    const isBlocked = (signal: number) => ((BigInt(`0x${own}`) >> BigInt(signal - 1)) & 1n) === 1n
    const { SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR2, SIGWINCH, SIGPROF, SIGSEGV } = constants.signals
    expect([SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR2, SIGWINCH].map(isBlocked)).not.toContain(false)
    expect([SIGPROF, SIGSEGV].map(isBlocked)).not.toContain(true)
    expect(BigInt(`0x${child}`)).toBe(0n)
  })
})
