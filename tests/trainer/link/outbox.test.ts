import * as fc from 'fast-check'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Envelope } from '#src/vocabulary/index.ts'
import { openJournal } from '#trainer/link/journal.ts'
import { openOutbox } from '#trainer/link/outbox.ts'
import { temporaryFolder } from '../../phasescope.ts'

const MEGABYTE = 1 << 20
const ROOM = { reports: 1000, bytes: Infinity, journalBytes: Infinity, say: () => {} }
const MOST = 8 * MEGABYTE

function envelope(seq: number, megabytes: number): Envelope {
  const values = new Float64Array((megabytes * MEGABYTE) / 8)
  const column = {
    series: 'singular-values',
    steps: Float64Array.of(seq),
    values,
    lengths: Uint32Array.of(values.length),
  }
  return { run: 'some-run', seq, at: 0, report: { type: 'measured', columns: [column] } }
}

function bytesOf({ report }: Envelope): number {
  return report.type === 'measured' ? report.columns.reduce((sum, { values }) => sum + values.byteLength, 0) : 0
}

it('sends everything once and in order, in batches of a few megabytes unless one envelope is larger', async () => {
  using folder = temporaryFolder()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }), async (sizes) => {
      const outbox = openOutbox(
        openJournal(() => join(folder.path, 'some.journal')),
        ROOM,
      )
      sizes.forEach((size, seq) => outbox.put(envelope(seq, size)))
      const sent: Envelope[] = []
      for (let batch = await outbox.next(); batch.length > 0; batch = await outbox.next()) {
        if (batch.length > 1) expect(batch.reduce((sum, one) => sum + bytesOf(one), 0)).toBeLessThanOrEqual(MOST)
        sent.push(...batch)
      }
      expect(sent.map(({ seq }) => seq)).toEqual([...sizes.keys()])
    }),
    { numRuns: 30 },
  )
})
