import type { RunId } from '#src/vocabulary/index.ts'
import type { Branch } from './family.ts'

/** A run of a family as it is drawn: one row each. */
export interface FamilyRow {
  readonly branch: Branch
  readonly depth: number
  /** The row of the run that it left; null at the root. */
  readonly parent: number | null
  /** Up to which step the run in question is this one: its own steps, and its ancestors' until it left them. */
  readonly shared: number | null
}

/** Rows from the root down. Of several branches the last to leave comes first, so that no line crosses another. */
export function familyRows(root: Branch, current: RunId): FamilyRow[] {
  const rows: FamilyRow[] = []
  const add = (branch: Branch, depth: number, parent: number | null) => {
    const row = rows.push({ branch, depth, parent, shared: sharedUntil(branch, current) }) - 1
    for (const child of branch.branches.toReversed()) add(child, depth + 1, row)
  }
  add(root, 0, null)
  return rows
}

function sharedUntil(branch: Branch, current: RunId): number | null {
  if (branch.id === current) return branch.to
  const next = branch.branches.find((child) => sharedUntil(child, current) !== null)
  return next === undefined ? null : next.from
}
