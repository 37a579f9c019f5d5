import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, pathIn, type RunId } from '#src/vocabulary/index.ts'
import type { Frame, Scalar } from '#trainer/sources/index.ts'
import { assertNoLinks } from '../no-links.ts'

/** How many points of a table were taken as a run, and what these were. */
export interface Remembered {
  readonly points: number
  readonly digest: string
}

/**
 * What was imported of a table, kept in the data folder: a training that is started again may write its table over the one before, with the same first row, and
 * only the rows say that it is another. The other logs say themselves which run they are.
 */
export function remembered(data: string, run: RunId): Remembered | null {
  const file = fileOf(data, run)
  if (!existsSync(file)) return null
  try {
    const told: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isRecord(told) && typeof told.points === 'number' && typeof told.digest === 'string')
      return { points: told.points, digest: told.digest }
  } catch {
    // Half written, or somebody else's: then nothing is known.
  }
  return null
}

export function remember(data: string, run: RunId, what: Remembered): void {
  assertNoLinks(data)
  const file = fileOf(data, run)
  mkdirSync(join(data, 'imports'), { mode: 0o700, recursive: true })
  writeFileSync(`${file}.part`, JSON.stringify(what), { mode: 0o600 })
  renameSync(`${file}.part`, file)
}

function fileOf(data: string, run: RunId): string {
  return pathIn(join(data, 'imports'), run, '.json')
}

/** What points come to, in the order in which they are said. */
export interface PointsDigest {
  readonly points: number
  add(point: Scalar | Frame): void
  digest(): string
}

/** Numbers that are hashed at once. */
const MANY = 4096

export function openPointsDigest(): PointsDigest {
  const hash = createHash('sha256')
  const numbers = new Float64Array(MANY)
  let [filled, points, last] = [0, 0, '']
  const put = (number: number) => {
    if (filled === MANY) flush()
    numbers[filled++] = number
  }
  function flush(): void {
    hash.update(new Uint8Array(numbers.buffer, 0, 8 * filled))
    filled = 0
  }
  return {
    get points() {
      return points
    },
    add(point) {
      points += 1
      if (point.series !== last) {
        flush()
        hash.update(JSON.stringify(point.series))
        last = point.series
      }
      put(point.step)
      if (point.type === 'scalar') put(point.value)
      else for (const number of point.frame) put(number)
    },
    digest() {
      flush()
      return hash.copy().digest('base64')
    },
  }
}

/** A table holds other points than were imported from where it is. */
export class WrittenAnew extends Error {}
