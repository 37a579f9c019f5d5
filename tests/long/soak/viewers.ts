import { once } from 'node:events'
import { openStream } from '#src/vocabulary/random.ts'
import { viewerOf } from '../../load/hub-client.ts'
import { RUN, SERIES } from './load.ts'

/**
 * Viewers that come and go until the process is told to end: each follows some series for some frames and leaves, every
 * tenth without drawing any. Prints how many there were.
 */
const [url = '', token = '', together = '6'] = process.argv.slice(2)
const random = openStream(19, 'viewers')
let isOver = false
let came = 0

const told = once(process, 'message').then(() => (isOver = true))
await Promise.all(Array.from({ length: Number(together) }, comeAndGo))
console.log(JSON.stringify({ came }))
process.disconnect()

async function comeAndGo(): Promise<void> {
  while (!isOver) {
    const series = SERIES.filter(() => random.uniform() < 0.5)
    const frames = 1 + Math.floor(60 * random.uniform())
    const isAsleep = came % 10 === 9
    came += 1
    const seen = Promise.withResolvers<void>()
    let received = 0
    const viewer = await viewerOf({ url, token }, RUN, series, (_, draw) => {
      received += 1
      if (!isAsleep) draw()
      // One that sleeps gets a single frame.
      if (received >= frames || isAsleep) seen.resolve()
    })
    await Promise.race([seen.promise, told])
    viewer.close()
  }
}
