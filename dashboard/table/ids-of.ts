import { BOUNDS, type RunId } from '#src/vocabulary/index.ts'
import type { Listing } from '#dashboard/live/lines.ts'
import { runsAlone, type Question } from './parts-of.ts'

/** The ids of all runs that a question finds, or of a stretch of them: "all of them" is asked for, and never scrolled through. */
export async function idsOf(
  session: Pick<Listing, 'list'>,
  question: Question,
  { from, size }: { from: number; size: number } = { from: 0, size: BOUNDS.idsAPage },
): Promise<readonly RunId[]> {
  const which = runsAlone(question)
  const ids: RunId[] = []
  while (ids.length < size) {
    const most = Math.min(BOUNDS.idsAPage, size - ids.length)
    const page = await session.list({ ...which, only: 'ids', from: from + ids.length, size: most })
    ids.push(...(page.ids ?? []))
    if ((page.ids ?? []).length < most) break
  }
  return ids
}
