import type { DetectorDefinition } from './define.ts'
import { grokked } from './grokked.ts'

/** The catalogue of detectors: one file each. */
export const definitions: readonly DetectorDefinition[] = [grokked]

/** The ids of those that watch every run that has their series, unasked. */
export const UNASKED: readonly string[] = ['grokked']
