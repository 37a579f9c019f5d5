import { hash } from 'node:crypto'
import { TRAINER, type Envelope, type Fact, type Mark, type Run } from '#src/vocabulary/index.ts'

/** So many transitions of a run are remembered as said, the last ones, each by a hash: a name may be long. */
const REMEMBERED = 10_000

/**
 * Which marks of a run are events that nobody has been told of: each moment, and of a transition what is said first. What a run has of its
 * parent, from before it branched off, is not its own.
 */
export function newsOf(run: Pick<Run, 'parent'>, saidBefore: readonly Mark[] = []): (mark: Mark) => boolean {
  const said = new Set(saidBefore.flatMap((mark) => nameOf(mark) ?? []).slice(-REMEMBERED))
  const before = run.parent?.step ?? -1
  return (mark) => {
    if ((mark.transition?.seenAt ?? mark.step) <= before) return false
    const name = nameOf(mark)
    if (name === null) return true
    if (said.has(name)) return false
    if (said.size >= REMEMBERED) said.delete(said.values().next().value!)
    said.add(name)
    return true
  }
}

function nameOf({ by, transition }: Mark): string | null {
  return transition === undefined ? null : hash('sha256', JSON.stringify([by, transition.key]), 'base64url')
}

/** What was marked in a run before one of its facts, in their order of arrival: what another writer said after it is news still. */
export function markedBefore(facts: readonly Envelope<Fact>[], { seq, writer = TRAINER }: Envelope<Fact>): Mark[] {
  const place = facts.findIndex(({ seq: at, writer: who = TRAINER }) => who === writer && at >= seq)
  return facts.slice(0, place < 0 ? facts.length : place).flatMap(({ report }) => (report.type === 'marked' ? [report.mark] : [])) // prettier-ignore
}
