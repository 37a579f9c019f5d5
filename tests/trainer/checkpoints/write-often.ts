import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { largeCheckpoint } from './states.ts'

/** Writes whole checkpoints of some megabytes one after another until it is killed, and says each that is safe. */
const [folder = '', first = '0'] = process.argv.slice(2)
const kept = openCheckpoints(folder, { budgetBytes: 20_000_000 })
const at = largeCheckpoint()
for (let step = Number(first); ; step++) {
  kept.keepWhole(at(step), { isPinned: false })
  process.stdout.write(`${step}\n`)
}
