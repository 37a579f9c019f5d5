import { hash } from 'node:crypto'
import { TRAINER, type Envelope, type Fact, type Mark, type Run } from '#src/vocabulary/index.ts'

/** So many transitions of a run are remembered as said, the last ones, each by a hash: a name may be long. */
const REMEMBERED = 10_000

/**
 * Which marks of a run are events that nobody has been told of: each moment, and of a transition what is said first. What a run has of its
 * parent, from before it branched off, is not its own. Where so many were said that some are forgotten, what was first seen no later than one of
 * these counts as said: more of an old transition is no news.
 */
export function newsOf(
  run: Pick<Run, 'parent'>,
  saidBefore: readonly Mark[] = [],
  most = REMEMBERED,
): (mark: Mark) => boolean {
  const said = new Map<string, number>()
  const branchedAt = run.parent?.step ?? -1
  let forgotten = -Infinity
  const remember = (name: string, seenAt: number) => {
    said.set(name, seenAt)
    if (said.size <= most) return
    const [oldest, at] = said.entries().next().value!
    said.delete(oldest)
    forgotten = Math.max(forgotten, at)
  }
  for (const mark of saidBefore) {
    const name = nameOf(mark)
    if (name !== null) remember(name, mark.transition!.seenAt)
  }
  return (mark) => {
    const seenAt = mark.transition?.seenAt ?? mark.step
    if (seenAt <= branchedAt) return false
    const name = nameOf(mark)
    if (name === null) return true
    if (said.has(name) || seenAt <= forgotten) return false
    remember(name, seenAt)
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
