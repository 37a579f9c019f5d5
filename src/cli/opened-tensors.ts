import { basename } from 'node:path'
import { readSafetensorsHeader, readTensors } from '#trainer/formats/index.ts'
import { snapshotFacts, sourceFrom, type SnapshotFacts, type Source } from '#trainer/offline/index.ts'

/** A file of tensors as it is measured, and what its writer says of the training, over what `ofFolder` says of all of them. */
export interface OpenedTensors {
  readonly source: Source
  readonly facts: SnapshotFacts
}

export function openedTensors(path: string, ofFolder?: string): OpenedTensors {
  const tensors = readTensors(path)
  const words = /\.safetensors$/i.test(path) ? readSafetensorsHeader(path).metadata : {}
  const facts = snapshotFacts(ofFolder, words.facts)
  return { source: sourceFrom(basename(path), tensors, facts), facts }
}
