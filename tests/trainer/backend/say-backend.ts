/** Run as a child process: opens a backend, computes with it, and prints what it is. */
import { openBackend } from '../../../trainer/backend/index.ts'
import type { BackendName } from '../../../trainer/backend/description.ts'

try {
  const { name, fallbackReason, tf } = await openBackend((process.argv[2] || undefined) as BackendName | undefined)
  tf.matMul(tf.ones([2, 2]), tf.ones([2, 2]), true).dataSync()
  process.stdout.write(JSON.stringify({ name, fallbackReason }))
} catch (error) {
  process.stdout.write(JSON.stringify({ error: (error as Error).message }))
}
