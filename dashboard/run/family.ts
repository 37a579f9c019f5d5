import type { ParameterValues, RunId, RunSummary } from '#src/vocabulary/index.ts'

/** A run in its family: where it left its parent, what it changed there, and what left it. */
export interface Branch {
  readonly id: RunId
  /** Null where the run was removed, and is known by its branches only. */
  readonly summary: RunSummary | null
  /** The step at which it left its parent; null at the root. */
  readonly from: number | null
  readonly set: ParameterValues
  /** Up to where its line reaches: the step at which it stands, and at least every step at which a branch left. */
  readonly to: number
  /** In the order in which they left. */
  readonly branches: readonly Branch[]
}

/**
 * Runs as the families that they make: every root with what branched off it, nested. A parent that was removed stands
 * as a root without a summary, since what left it shares its past all the same. What left a branch at a step before the
 * branch itself had left is drawn from where they were one run. Where bad data make a run its own ancestor, the oldest
 * of that circle is taken for a root.
 */
export function familiesOf(summaries: readonly RunSummary[]): Branch[] {
  const known = new Map(summaries.map((summary) => [summary.run.id, summary]))
  const roots = new Set(summaries.filter(({ run }) => startsFamily(run.id, known)).map(({ run }) => run.id))
  const removed = summaries.map(parentOf).filter((id) => id !== null && !known.has(id)) as RunId[]
  const children = Map.groupBy(
    summaries.filter(({ run }) => !roots.has(run.id)),
    (summary) => whomItLeft(summary, known, roots),
  )
  const branchOf = (id: RunId, isRoot: boolean): Branch => {
    const summary = known.get(id) ?? null
    const branches = (children.get(id) ?? []).sort(inOrder).map(({ run }) => branchOf(run.id, false))
    const left = branches.map(({ from }) => from ?? 0)
    return {
      id,
      summary,
      from: isRoot ? null : (summary?.run.parent?.step ?? null),
      set: isRoot ? {} : (summary?.run.parent?.set ?? {}),
      to: Math.max(summary?.step ?? 0, ...left),
      branches,
    }
  }
  return [...new Set([...roots, ...removed])].map((id) => branchOf(id, true))
}

/** The family of a run; null where it has no relatives. */
export function familyOf(summaries: readonly RunSummary[], id: RunId): Branch | null {
  const family = familiesOf(summaries).find((root) => membersOf(root).some((member) => member.id === id))
  return family === undefined || family.branches.length === 0 ? null : family
}

/** A run and all that descends from it, each before its branches. */
export function membersOf(root: Branch): Branch[] {
  return [root, ...root.branches.flatMap(membersOf)]
}

/** What a branch changed, as one would type it: `weightDecay=0 rate=0.1`. */
export function changeText(set: ParameterValues): string {
  const changes = Object.entries(set).map(([key, value]) => `${key}=${value}`)
  return changes.length === 0 ? 'no change' : changes.join(' ')
}

/** The name that a person gave a branch; null where it was named by itself, after its parent, fork step and change. */
export function givenName({ summary, from, set }: Branch): string | null {
  const name = summary?.run.name ?? null
  const own = [`@${from}`, ...(Object.keys(set).length > 0 ? [changeText(set)] : [])].join(' ')
  return from !== null && name?.endsWith(` ${own}`) ? null : name
}

/** A run of the list, and how many of its ancestors stand above it. */
export interface Nested {
  readonly summary: RunSummary
  readonly depth: number
}

/** A list of runs with branches beneath their parents; a family stands where its first member stood. */
export function nested(list: readonly RunSummary[]): Nested[] {
  const place = new Map(list.map(({ run }, i) => [run.id, i]))
  const placeOf = (root: Branch) => Math.min(...membersOf(root).map(({ id }) => place.get(id) ?? Infinity))
  const rowsOf = ({ summary, branches }: Branch, depth: number): Nested[] => [
    ...(summary === null ? [] : [{ summary, depth }]),
    ...branches.flatMap((branch) => rowsOf(branch, summary === null ? depth : depth + 1)),
  ]
  return familiesOf(list)
    .map((root) => ({ root, place: placeOf(root) }))
    .sort((a, b) => a.place - b.place)
    .flatMap(({ root }) => rowsOf(root, 0))
}

function parentOf({ run }: RunSummary): RunId | null {
  return run.parent?.run ?? null
}

/** The run on whose own stretch of steps a branch left: the parent, unless that was still its own parent there. */
function whomItLeft({ run }: RunSummary, known: ReadonlyMap<RunId, RunSummary>, roots: ReadonlySet<RunId>): RunId {
  const { run: parent, step } = run.parent!
  for (let at = parent; ;) {
    const next = roots.has(at) ? null : known.get(at)?.run.parent
    if (next == null || next.step <= step) return at
    at = next.run
  }
}

/** Whether a run has no parent, or is the oldest of a circle of runs that are each other's ancestors. */
function startsFamily(id: RunId, known: ReadonlyMap<RunId, RunSummary>): boolean {
  const first = known.get(id)!
  if (parentOf(first) === null) return true
  const seen = new Set<RunId>([id])
  const circle = [first]
  for (let at = parentOf(first); at !== id;) {
    const summary = at === null ? undefined : known.get(at)
    if (summary === undefined || seen.has(summary.run.id)) return false
    seen.add(summary.run.id)
    circle.push(summary)
    at = parentOf(summary)
  }
  return circle.every((other) => other === first || byAge(first, other) < 0)
}

function inOrder(a: RunSummary, b: RunSummary): number {
  return a.run.parent!.step - b.run.parent!.step || byAge(a, b)
}

function byAge(a: RunSummary, b: RunSummary): number {
  return a.run.startedAt - b.run.startedAt || (a.run.id < b.run.id ? -1 : 1)
}
