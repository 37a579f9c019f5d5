/**
 * Opens a backend, if one is named, or starts the command (`--version`), and prints the numbers of four objects. All are made at one place of one function,
 * whose compiled code is given up while they are being made.
 */
import { openBackend } from '#trainer/backend/index.ts'
import type { BackendName } from '#trainer/backend/description.ts'

const [, , first] = process.argv
if (first === '--version') await import('#src/cli/main.ts')
else if (first !== undefined) await openBackend(first as BackendName)

/** A name of its own: V8 keeps a property that holds other things elsewhere in another way. */
const kept: { depthAndAQuarter: number }[] = []

function make(depth: number, keep: boolean): void {
  const one = { depthAndAQuarter: 0.5 }
  if (depth > 0) make(depth - 1, keep)
  if (!keep) return
  // Not reached until the function is compiled: the code is given up here, and in the three calls around it on return.
  one.depthAndAQuarter = depth + 0.25
  kept.push(one)
}

for (let i = 0; i < 2000; i++) make(3, false)
make(3, true)
console.log(JSON.stringify(kept.map(({ depthAndAQuarter }) => depthAndAQuarter)))
