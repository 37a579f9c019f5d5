/**
 * Run as a child process: multiplies matrices, says that it is through, and when its input ends prints the products'
 * fingerprint and how many signals came meanwhile.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { openBackend } from '#trainer/backend/index.ts'
import { openStream } from '#src/vocabulary/random.ts'

let signals = 0
process.on('SIGUSR2', () => (signals += 1))
const { tf } = await openBackend('tensorflow')
const blocked = (status: string) => /^SigBlk:\t(.*)$/m.exec(status)?.[1]
process.stdout.write('ready\n')
const random = openStream(6, 'factors')
const factor = (rows: number, cols: number) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * cols }, () => random.uniform() - 0.5),
    [rows, cols],
  )
const hash = createHash('sha256')
const [a, b] = [factor(1104, 94), factor(94, 512)]
const [c] = [factor(512, 47)]
for (let i = 0; i < 200; i++) {
  const h = tf.matMul(a, b)
  const o = tf.matMul(h, c)
  const back = tf.matMul(o, c, false, true)
  const w = tf.matMul(a, back, true, false)
  hash.update(w.dataSync())
  for (const one of [h, o, back, w]) one.dispose()
  // Lets the handler be called.
  await new Promise(setImmediate)
}
process.stdout.write('through\n')
process.stdin.resume()
await once(process.stdin, 'end')
const own = blocked(readFileSync('/proc/thread-self/status', 'utf8'))
const child = blocked(execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' }))
process.stdout.write(JSON.stringify({ products: hash.digest('hex'), signals, blocked: { own, child } }))
