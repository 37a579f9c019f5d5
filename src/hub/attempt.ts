import { messageOf, visible } from '#src/vocabulary/index.ts'

/**
 * Does what can fail for reasons of the disk and has nobody to answer to: a failure is said on stderr, and the hub goes
 * on. Whoever asked for something is told himself.
 */
export async function attempt(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    process.stderr.write(`hub: ${visible(messageOf(error))}\n`)
  }
}
