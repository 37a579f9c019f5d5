import { transitionDetectors } from '#probes/detectors/index.ts'
import type { DetectorDefinition } from '#probes/detectors/define.ts'
import { unknownName } from '#src/vocabulary/index.ts'

export function detectorNamed(id: string): DetectorDefinition {
  const detector = transitionDetectors.find((one) => one.id === id)
  if (detector === undefined) {
    const ids = transitionDetectors.map((one) => one.id)
    throw unknownName('detector', id, ids)
  }
  return detector
}
