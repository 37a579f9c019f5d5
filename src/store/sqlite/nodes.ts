import { checksumOf, isSound, type Said } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { memoryOf } from './memory.ts'

/** Nodes under one node of the next tier. */
export const FAN = 16

/** A line of table `node`: a chunk, or sixteen nodes of the tier below. */
export interface NodeRow {
  readonly key: number
  readonly series: number
  readonly tier: number
  readonly number: number
  readonly first_step: number
  readonly last_step: number
  readonly points: number
  readonly finest: number
  readonly coarsest: number
}

/** A chunk whose node cannot be read. */
export interface LostNode {
  readonly lost: true
  readonly series: number
  readonly number: number
}

export function insertNode(db: Database, node: Omit<NodeRow, 'key'>, under: number | null = null): NodeRow {
  const key = under ?? Number(db.sql('select coalesce(max(key), 0) + 1 as key from node').get()!.key)
  const row = { ...node, key }
  const said = saidOf(row)
  db.sql(
    `insert into node (key, series, tier, number, first_step, last_step, points, finest, coarsest, checksum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...said, checksumOf('node', ...said))
  return row
}

/**
 * Nodes `from <= number < to` of a tier, in order of arrival. One that is damaged or missing gives way to those under it,
 * so that together they are always all chunks, each once.
 */
export function nodesBetween(
  db: Database,
  series: number,
  tier: number,
  from: number,
  to: number,
): (NodeRow | LostNode)[] {
  const rows = db
    .sql('select * from node where series = ? and tier = ? and number >= ? and number < ? order by number')
    .all(series, tier, from, to)
  const nodes: (NodeRow | LostNode)[] = []
  let number = from
  const giveWay = (end: number) => {
    for (; number < end; number++) {
      if (tier === 0) nodes.push({ lost: true, series, number })
      else nodes.push(...nodesBetween(db, series, tier - 1, number * FAN, (number + 1) * FAN))
    }
  }
  for (const row of rows) {
    const node = row as unknown as NodeRow
    if (node.number < number || !(isKnownSound(db, row) || isSoundNode(row))) continue
    soundNodes(db).set(node.key, row)
    giveWay(node.number)
    nodes.push(node)
    number++
  }
  giveWay(to)
  return nodes
}

export function childrenOf(db: Database, { series, tier, number }: NodeRow): (NodeRow | LostNode)[] {
  return nodesBetween(db, series, tier - 1, number * FAN, (number + 1) * FAN)
}

/** Every complete node that is not under another, in order of arrival: together they are all sealed points. */
export function topNodes(db: Database, series: number, chunks: number): (NodeRow | LostNode)[] {
  const tops: (NodeRow | LostNode)[] = []
  let tier = 0
  while (FAN ** (tier + 1) <= chunks) tier++
  for (let done = 0; tier >= 0; tier--) {
    const size = FAN ** tier
    const to = Math.floor(chunks / size)
    tops.push(...nodesBetween(db, series, tier, done / size, to))
    done = to * size
  }
  return tops
}

export function isSoundNode(row: Record<string, unknown>): boolean {
  return isSound(row.checksum, 'node', ...saidOf(row as unknown as NodeRow))
}

/** Rows that are remembered: of each some 100 bytes. */
const REMEMBERED = 4096

/** The same few are read for every look at a chart: what says now what it said when its checksum was right is right. */
function isKnownSound(db: Database, row: Record<string, unknown>): boolean {
  const known = soundNodes(db).get(row.key)
  return known !== undefined && COLUMNS.every((column) => known[column] === row[column])
}

function soundNodes(db: Database): Map<unknown, Record<string, unknown>> {
  const memory = memoryOf<unknown, Record<string, unknown>>(db, 'nodes')
  if (memory.size > REMEMBERED) memory.clear()
  return memory
}

const COLUMNS = [
  'key',
  'series',
  'tier',
  'number',
  'first_step',
  'last_step',
  'points',
  'finest',
  'coarsest',
  'checksum',
]

function saidOf(node: NodeRow): (number & Said)[] {
  const { key, series, tier, number, first_step, last_step, points, finest, coarsest } = node
  return [key, series, tier, number, first_step, last_step, points, finest, coarsest]
}
