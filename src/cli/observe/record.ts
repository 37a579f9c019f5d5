import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, pathIn, type Envelope, type Report, type RunId } from '#src/vocabulary/index.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { writeWhole } from '#trainer/formats/index.ts'

/** What was measured at one step, and everything that was said of it. */
export interface Group {
  readonly step: number
  /** The probes that have seen it. */
  readonly probes: readonly string[]
  readonly envelopes: readonly Envelope[]
}

/**
 * All that observing has said, on disk before it is sent, one file a step that was measured: begun again, it measures nothing
 * twice, and a hub that has not got something gets it again under the same numbers.
 */
export interface Record {
  readonly groups: readonly Group[]
  /** Durable when it returns. */
  add(step: number, probes: readonly string[], reports: readonly Report[]): readonly Envelope[]
}

const ENDING = '.reports'

export function openRecord(folder: string, run: RunId): Record {
  const place = pathIn(join(folder, '.observe'), run)
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const groups = readdirSync(place)
    .filter((name) => name.endsWith(ENDING))
    .toSorted()
    .map((name) => groupFrom(readFileSync(join(place, name))))
  let count = groups.length
  let next = groups.reduce((sum, { envelopes }) => sum + envelopes.length, 0)
  return {
    groups,
    add(step, probes, reports) {
      const at = Date.now()
      const place_ = join(place, `${String(count).padStart(9, '0')}${ENDING}`)
      const envelopes = reports.map((report, i): Envelope => {
        return { run, seq: next + i, at, report }
      })
      writeWhole(place_, bytesOf({ step, probes, envelopes }))
      count += 1
      next += envelopes.length
      return envelopes
    },
  }
}

/** A line that says which step and which probes, then the Reports as they travel. */
function bytesOf({ step, probes, envelopes }: Group): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ step, probes })}\n`), bytesFromReports(envelopes)])
}

function groupFrom(bytes: Buffer): Group {
  const end = bytes.indexOf(10)
  const head: unknown = JSON.parse(bytes.subarray(0, end).toString())
  const { step, probes } = isRecord(head) ? head : {}
  return { step: step as number, probes: probes as string[], envelopes: reportsFromBytes(bytes.subarray(end + 1)) }
}
