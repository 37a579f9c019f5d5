import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { badValue, isRecord, messageOf, pathIn, type Envelope, type Report, type RunId } from '#src/vocabulary/index.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { readRegular, writeWhole } from '#trainer/formats/index.ts'
import { assertOwn, OWN_FOLDER, ownFolder } from './own-folder.ts'

/** What was measured at one step, and everything that was said of it. */
export interface Group {
  readonly step: number
  /** The probes that have seen it. */
  readonly probes: readonly string[]
  readonly envelopes: readonly Envelope[]
  /** Whether it says who measures since whoever observes named it, and not what was asked on the page. */
  readonly wishes: boolean
}

/**
 * All that observing has said, on disk before it is sent, one file a step that was measured: begun again, it measures nothing
 * twice, and a hub that has not got something gets it again under the same numbers.
 */
export interface Record {
  readonly groups: readonly Group[]
  /** What is left out of it, since it is damaged: which file, and why. */
  readonly faults: readonly string[]
  /** The number of what is said next, as far as the record knows. */
  readonly next: number
  /** Durable when it returns. */
  add(step: number, probes: readonly string[], reports: readonly Report[], wishes?: boolean): readonly Envelope[]
}

const ENDING = '.reports'

/** `started`: the first word of a run that the folder itself is, which stands again where its file is damaged; null where another reports the run. */
export function openRecord(folder: string, run: RunId, started: Report | null): Record {
  /** Made again where whoever trains has made the folder anew. */
  const placeNow = () => ownFolder(folder, OWN_FOLDER, run)
  const place = placeNow()
  assertOwn(place)
  const names = readdirSync(place).filter((name) => name.endsWith(ENDING)).toSorted() // prettier-ignore
  const faults: string[] = []
  const groups = withoutGaps(
    run,
    started,
    names.flatMap((name) => {
      const path = join(place, name)
      try {
        return [groupFrom(readRegular(path))]
      } catch (error) {
        faults.push(`${path} is damaged, and left out; what it was of is measured again: ${messageOf(error)}`)
        return []
      }
    }),
  )
  let count = names.reduce((most, name) => Math.max(most, Number.parseInt(name, 10) + 1 || 0), 0)
  let next = nextOf(groups.findLast(({ envelopes }) => envelopes.length > 0)) ?? 0
  return {
    groups,
    faults,
    get next() {
      return next
    },
    add(step, probes, reports, wishes = false) {
      const at = Date.now()
      const place_ = join(placeNow(), fileOf(count))
      const envelopes = reports.map((report, i): Envelope => {
        return { run, seq: next + i, at, report }
      })
      writeWhole(place_, bytesOf({ step, probes, envelopes, wishes }))
      count += 1
      next += envelopes.length
      return envelopes
    },
  }
}

/** Puts other groups in the place of all that a record has; a crash meanwhile leaves none, which is read back again. */
export function replaceRecord(folder: string, run: RunId, groups: readonly Group[]): void {
  const place = ownFolder(folder, OWN_FOLDER, run)
  const aside = pathIn(join(folder, OWN_FOLDER), run, '.read-back')
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  groups.forEach((group, i) => writeWhole(join(aside, fileOf(i)), bytesOf(group)))
  rmSync(place, { recursive: true })
  renameSync(aside, place)
}

const fileOf = (count: number) => `${String(count).padStart(9, '0')}${ENDING}`

/** A line that says which step and which probes, then the Reports as they travel. */
function bytesOf({ step, probes, envelopes, wishes }: Group): Uint8Array {
  const head = { step, probes, ...(wishes && { wishes }) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytesFromReports(envelopes)])
}

function groupFrom(bytes: Buffer): Group {
  const end = bytes.indexOf(10)
  const head: unknown = JSON.parse(bytes.subarray(0, end).toString())
  const { step, probes, wishes = false } = isRecord(head) ? head : {}
  if (!Number.isSafeInteger(step) || !Array.isArray(probes)) throw badValue('its first line', 'a step and probes', head)
  const envelopes = reportsFromBytes(bytes.subarray(end + 1))
  return { step: step as number, probes: probes as string[], envelopes, wishes: wishes === true }
}

const NOTHING: Report = { type: 'measured', columns: [] }

/** A hub takes no number without the one before: in the place of Reports that are lost stand some that say nothing. */
function withoutGaps(run: RunId, started: Report | null, groups: readonly Group[]): Group[] {
  let next = 0
  return groups.map((group) => {
    const first = group.envelopes[0]
    const vacant: Envelope[] = []
    for (; first !== undefined && next < first.seq; next++)
      vacant.push({ run, seq: next, at: first.at, report: next === 0 && started !== null ? started : NOTHING })
    next = nextOf(group) ?? next
    return { ...group, envelopes: [...vacant, ...group.envelopes] }
  })
}

function nextOf(group: Group | undefined): number | null {
  const last = group?.envelopes.at(-1)
  return last === undefined ? null : last.seq + 1
}
