export {
  experimentsIn,
  ownExperimentIds,
  watchExperiments,
  type FaultyFile,
  type OwnExperiments,
} from './in-folders.ts'
export { checkedExperiment, type CheckedFile } from './checked-file.ts'
export { experimentsWith, keepExperiment } from './kept-experiments.ts'
