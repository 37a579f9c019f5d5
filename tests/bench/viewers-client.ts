import { viewerOf } from '../load/hub-client.ts'
import { CLOCK_SERIES, type Watching } from './viewers-load.ts'

/**
 * Viewers in a process of their own, for the bench of many viewers: each draws at once what it gets. Told `collect`, it
 * says with how many milliseconds each point came since it was last told; told anything else, it ends.
 */
const [url = '', token = '', text = '{}'] = process.argv.slice(2)
const { run, series, viewers } = JSON.parse(text) as Watching

let latencies: number[] = []
let frames = 0
for (let i = 0; i < viewers; i++) {
  await viewerOf({ url, token }, run, series, ({ slices }, drawn) => {
    const now = performance.timeOrigin + performance.now()
    frames += 1
    // Every point says when it was emitted: a frame in which several are joined hides none of them.
    for (const slice of slices) {
      if (slice.series !== CLOCK_SERIES) continue
      if (!slice.exact) throw new Error('So many points waited that they were folded')
      for (const emittedAt of slice.last) latencies.push(now - emittedAt)
    }
    drawn()
  })
}
process.send?.({ ready: true })
process.on('message', (told) => {
  if (told !== 'collect') process.exit()
  process.send?.({ latencies, frames })
  latencies = []
  frames = 0
})
process.on('disconnect', () => process.exit())
