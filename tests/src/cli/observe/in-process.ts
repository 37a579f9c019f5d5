import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { probes, withDetectors } from '#probes/index.ts'
import { intoStore } from '#src/cli/observe/delivery.ts'
import type { Narrator } from '#src/cli/observe/narrator.ts'
import { observeFolder, type Observing } from '#src/cli/observe/observe-folder.ts'
import { startedOfFolder } from '#src/cli/observe/own-run.ts'
import { openVoice } from '#src/cli/observe/voice.ts'
import { wishOf } from '#src/cli/observe/watched.ts'
import { wholeRecord } from '#src/cli/observe/whole-record.ts'
import { openStore } from '#src/store/index.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'

/** A folder that is observed within the test's own process, which says what happens between two snapshots. */

export const RUN = 'observed'
const linalg = javascriptLinearAlgebra()
const nobody = (): never => {
  throw usageError('Nobody trains')
}

export interface Told {
  /** A snapshot was measured, by so many probes. `end` lets the observing end, as a person does. */
  readonly measured?: (step: number, count: number, end: () => void) => void
  readonly lag?: Narrator['lag']
}

/** What is there and what comes, until it is to end: all of it with `once`. */
export async function observedHere(
  folder: string,
  data: string,
  named: readonly string[],
  { measured = () => {}, lag = () => {}, ...given }: Told & Partial<Pick<Observing, 'once' | 'asked' | 'queueBytes'>>,
): Promise<void> {
  const catalogue = withDetectors(probes)
  let end = () => {}
  const interrupted = new Promise<void>((resolve) => (end = resolve))
  const started = startedOfFolder(folder, RUN, 0)
  const sender = { run: RUN, writer: 'trainer', data, accepts: [], commanded: () => {}, interrupted }
  const record = await wholeRecord(folder, started, null, sender, catalogue)
  const delivery = await intoStore(sender)
  const voice = openVoice(record, delivery, started)
  try {
    await delivery.send(record.groups.flatMap(({ envelopes }) => envelopes))
    await observeFolder({
      ...{ folder, catalogue, linalg, seed: 0, groups: record.groups, voice, interrupted, once: false },
      wish: wishOf(named, catalogue),
      asked: () => [],
      isDeclined: () => false,
      isTaken: () => false,
      assertSameRun: () => {},
      comparisons: { facts: undefined, initial: null, other: null, products: { product: nobody, gradient: nobody, loss: nobody } }, // prettier-ignore
      queueBytes: 2 ** 31,
      narrator: {
        found: () => {},
        faults: (texts) => texts.forEach((text) => console.log(text)),
        serves: () => {},
        measured: ({ step }, count) => measured(step, count, end),
        lag,
      },
      ...given,
    })
    await voice.end(given.once === true)
  } finally {
    await delivery.end()
  }
}

/** Every value that is stored, to the bit, with what detectors said of them. */
export async function storedValues(data: string): Promise<string[]> {
  const store = await openStore(data)
  try {
    const lines: string[] = []
    for (const { name } of await store.series(RUN))
      for await (const { steps, values, lengths } of store.columns(RUN, name)) {
        const bits = new BigUint64Array(Float64Array.from(values).buffer)
        let at = 0
        steps.forEach((step, i) => {
          const length = lengths === null ? 1 : lengths[i]!
          lines.push(`${name} ${step} ${[...bits.subarray(at, (at += length))].join(' ')}`)
        })
      }
    for (const { report } of await store.facts(RUN))
      if (report.type === 'marked' && report.mark.by !== 'observe') lines.push(JSON.stringify(report))
    return lines.sort()
  } finally {
    await store.close()
  }
}

/** What was put on disk as it was measured, in that order. */
export const recorded = (folder: string) => readdirSync(join(folder, '.observe', RUN)).filter((name) => name.endsWith('.reports')).sort() // prettier-ignore
