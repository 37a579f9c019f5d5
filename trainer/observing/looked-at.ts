import { messageOf } from '#src/vocabulary/index.ts'
import { failed } from './attach-detach.ts'
import { behind, eventsAt, markedAt, unmoved, type Detector, type DetectorMemory } from './detection.ts'
import type { Histories } from './histories.ts'
import type { Meter } from './meter.ts'
import type { AttachedProbe, Observers } from './observers.ts'

/** A detector at one step: what it says of what was measured there. */
export function lookedAt(
  observers: Observers,
  standing: AttachedProbe & { readonly probe: Detector },
  step: number,
  { meter, histories }: { readonly meter: Meter; readonly histories: Histories },
): Observers {
  const { probe, options } = standing
  try {
    const known = (observers.memories.get(probe.id) as DetectorMemory | undefined) ?? unmoved(probe, options)
    const { memory, marks } = meter.timed(probe.id, 'evaluation', () => behind(standing, known, step, histories))
    for (const mark of eventsAt(step, marks)) histories.addEvent(mark, step)
    if (memory.score !== undefined) histories.addScore(probe.id, step, memory.score)
    return {
      ...observers,
      memories: new Map(observers.memories).set(probe.id, memory),
      reports: [...observers.reports, ...markedAt(step, marks)],
    }
  } catch (error) {
    const gone = failed(observers, probe.id, step, messageOf(error))
    return { ...gone, reports: [...observers.reports, ...gone.reports] }
  }
}
