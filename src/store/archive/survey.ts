import { createHash } from 'node:crypto'
import { isPathName, isRecord, messageOf, usageError, type RunId } from '#src/vocabulary/index.ts'
import { unpack } from '#src/wire/unpack.ts'
import type { ArchiveFile, Frame } from './frames.ts'
import { HEAD } from './frames.ts'
import type { ArchivedWriter, SectionHead } from './section.ts'
import { ARCHIVE_VERSION } from './write-archive.ts'

/** Where a run is in an archive, and the digest of its bytes. */
export interface Section {
  readonly head: SectionHead
  /** Behind the frame of its head. */
  readonly from: number
  readonly to: number
  readonly digest: string
}

/** The runs of an archive, once every byte of it was seen to be what was written. */
export function surveyOf(file: ArchiveFile): readonly Section[] {
  const whole = createHash('sha256').update(HEAD)
  const first = file.frameAt(HEAD.length)
  const runs = runsFrom(file, first)
  whole.update(first.bytes)
  const sections: Section[] = []
  let open: { head: SectionHead; from: number; hash: ReturnType<typeof createHash> } | null = null
  const shut = (to: number) => {
    if (open !== null) sections.push({ head: open.head, from: open.from, to, digest: open.hash.digest('hex') })
    open = null
  }
  for (let at = first.end; ;) {
    const frame = file.frameAt(at)
    const said = recordIn(file, frame)
    if (said !== null && 'end' in said) {
      shut(at)
      assertEnd(file, frame, said.end, whole.digest('hex'))
      break
    }
    if (said !== null && 'run' in said) {
      shut(at)
      open = { head: headFrom(file, at, said.run), from: frame.end, hash: createHash('sha256') }
    }
    if (open === null) throw file.damaged(at, 'expected the head of a run')
    whole.update(frame.bytes)
    open.hash.update(frame.bytes)
    at = frame.end
  }
  if (sections.map(({ head }) => head.id).join('\n') !== runs.join('\n'))
    throw file.damaged(first.at, `expected the runs ${runs.slice(0, NAMED).join(', ')}${runs.length > NAMED ? ', …' : ''}`) // prettier-ignore
  return sections
}

/** What a frame says that is no list of Reports. Such frames are short, and lists are not looked into here. */
function recordIn(file: ArchiveFile, { at, body }: Frame): Record<string, unknown> | null {
  if (body[LIST_OR_RECORD] !== BRACE) return null
  try {
    const { body: said, arrays } = unpack(body)
    if (!isRecord(said)) return null
    // A few bytes can say a quarter of a million columns of nothing: once is enough.
    if (arrays.length > 0) throw new Error(`expected a record without numbers, got ${arrays.length} columns`)
    return said
  } catch (error) {
    throw file.damaged(at, messageOf(error))
  }
}

/** Ids of runs that a message names. */
const NAMED = 8

/** Where a packed body says whether it is a list (of Reports) or a record, behind `{"body":`. */
const LIST_OR_RECORD = 16
const BRACE = 0x7b

function runsFrom(file: ArchiveFile, frame: Frame): readonly RunId[] {
  const archive = recordIn(file, frame)?.archive
  const { version, runs } = isRecord(archive) ? archive : {}
  if (typeof version === 'number' && version !== ARCHIVE_VERSION)
    throw usageError(
      `${file.path}: an archive of version ${version}, and this Phasescope reads version ${ARCHIVE_VERSION}; ${version > ARCHIVE_VERSION ? 'update it' : 'export the runs again'}`,
    )
  if (version !== ARCHIVE_VERSION || !Array.isArray(runs) || !runs.every(isPathName))
    throw file.damaged(frame.at, 'expected the version of an archive and the ids of its runs')
  if (new Set(runs).size < runs.length) throw file.damaged(frame.at, 'expected each run once')
  return runs
}

function headFrom(file: ArchiveFile, at: number, said: unknown): SectionHead {
  const { id, writers, facts, series, points, step, lastReportAt } = isRecord(said) ? said : {}
  if (!isPathName(id)) throw file.damaged(at, 'expected the id of a run')
  if (![facts, series, points, step].every(isCount) || typeof lastReportAt !== 'number' || !isFinite(lastReportAt))
    throw file.damaged(at, `expected counts and times of run '${id}'`)
  if (
    !Array.isArray(writers) ||
    !writers.every(isWriter) ||
    new Set(writers.map(({ writer }) => writer)).size < writers.length
  )
    // prettier-ignore
    throw file.damaged(at, `expected the writers of run '${id}', each once`)
  if (writers.filter(({ main }) => main).length !== 1) throw file.damaged(at, `expected one main writer of run '${id}'`)
  return { id, writers, facts, series, points, step, lastReportAt } as SectionHead
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isWriter(value: unknown): value is ArchivedWriter {
  if (!isRecord(value)) return false
  const { writer, secret, next, main } = value
  const isKnown = secret === null || (typeof secret === 'string' && secret.length <= 128)
  return isPathName(writer) && isKnown && isCount(next) && typeof main === 'boolean'
}

function assertEnd(file: ArchiveFile, frame: Frame, said: unknown, sha256: string): void {
  if (!isRecord(said) || said.sha256 !== sha256) throw file.damaged(frame.at, 'the checksum of all before is another')
  if (frame.end !== file.size) throw file.damaged(frame.end, 'expected its end')
}
