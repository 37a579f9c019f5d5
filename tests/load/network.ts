import { execFileSync } from 'node:child_process'
import { messageOf } from '#src/vocabulary/index.ts'

/** A network of its own in the kernel (a namespace), whose line fails as told. Linux, and who may make one. */
export interface Network extends Disposable {
  /** Runs a command within it. */
  readonly within: readonly string[]
  /** Every packet is lost from now on, as of a cable that is pulled; connections do not hear of it. */
  cut(): void
  mend(): void
  /** So many kilobits a second. */
  slow(kilobits: number): void
  /** Late and lossy, in the words of `tc netem`. Why not, where the kernel has none. */
  spoil(netem: string): string | null
}

/** Where none can be had, `impossible` is told why; that of a test skips it. */
export function networkOfItsOwn(impossible: (why: string) => never): Network {
  const name = `phasescope-${process.pid}`
  const run = (command: string) => execFileSync('sh', ['-c', command], { stdio: 'pipe' })
  const end = () => void run(`ip netns del ${name}`)
  try {
    run(`ip netns add ${name} && ip -n ${name} link set lo up`)
  } catch (error) {
    return impossible(`No network namespace here: ${messageOf(error)}`)
  }
  return {
    within: ['ip', 'netns', 'exec', name],
    cut: () => void run(`ip -n ${name} link set lo down`),
    mend: () => void run(`ip -n ${name} link set lo up`),
    slow: (kilobits) =>
      void run(`tc -n ${name} qdisc replace dev lo root tbf rate ${kilobits}kbit burst 70000 latency 2s`),
    spoil(netem) {
      try {
        run(`tc -n ${name} qdisc replace dev lo root netem limit 100000 ${netem}`)
        return null
      } catch (error) {
        return `No tc netem here: ${messageOf(error)}`
      }
    },
    [Symbol.dispose]: end,
  }
}
