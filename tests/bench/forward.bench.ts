import { startWorld, send, eventually } from '../src/hub/world.ts'
import { frameFromBytes } from '#src/wire/query-results.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'

const BATCHES = 400
/** Between two batches: 40 a second, as of a small network. */
const PAUSE_MS = 25

/**
 * How long a number takes from its trainer's emission to a viewer's socket, by way of a durable commit: the hub's part
 * of emission to pixel. Trainer, hub and viewer share this process, so their own work counts, too.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const world = await startWorld()
  try {
    const [trainer, viewer] = await Promise.all([world.trainer('r'), world.viewer()])
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    const latencies: number[] = []
    let arrived = 0
    viewer.on('frame', (bytes, drawn) => {
      const { at, slices } = frameFromBytes(new Uint8Array(bytes))
      latencies.push(performance.timeOrigin + performance.now() - at)
      arrived += slices[0]?.stored ?? 0
      drawn()
    })
    const names = Array.from({ length: 30 }, (_, i) => `series/${i}`)
    viewer.emit('follow', 'r', names)
    await viewer.emitWithAck('clock')
    for (let step = 0; step < BATCHES; step++) {
      const report = measuredReport(...names.map((name) => scalarColumn(name, [step], [Math.sin(step)])))
      const [envelope] = enveloped('r', step + 1, [report])
      void send(trainer, [{ ...envelope!, at: performance.timeOrigin + performance.now() }])
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    await eventually(() => arrived === BATCHES)
    const sorted = latencies.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]
    return { batches: BATCHES, series: names.length, frames: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) }
  } finally {
    await world.close()
  }
}
