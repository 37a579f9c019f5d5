import type { Checkpoint } from '#trainer/checkpoints/index.ts'
import {
  behindThePast,
  isDetector,
  unmoved,
  type AttachedProbe,
  type DetectorMemory,
  type Histories,
} from '#trainer/observing/index.ts'

/**
 * What detectors had seen at the step of a checkpoint: as it has it, or, where it is of a run that did not keep it, as it follows from what was measured. How near
 * each was to its threshold is put back into the histories, for the breakpoints that wait for that.
 */
export function detectorsAt(
  attached: Iterable<AttachedProbe>,
  memories: Checkpoint['memories'],
  step: number,
  histories: Histories,
): Map<string, DetectorMemory> {
  const known = new Map<string, DetectorMemory>()
  for (const { probe, options, since, live } of attached) {
    if (!isDetector(probe)) continue
    const kept = memories[probe.id] as DetectorMemory | undefined
    const followed = () => behindThePast({ probe, options }, { from: since, to: step }, histories).memory
    const memory = live ? (kept ?? followed()) : unmoved(probe, options)
    known.set(probe.id, memory)
    if (live && memory.score !== undefined) histories.addScore(probe.id, step, memory.score)
  }
  return known
}
