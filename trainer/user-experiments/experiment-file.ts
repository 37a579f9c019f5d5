import type { FileKind } from '#trainer/user-files/index.ts'

const ROOMS = ['data', 'experiments', 'layers', 'losses', 'models', 'optimizers', 'systems', 'tensors']

/** What the file of an experiment may use: what an experiment of the catalogue does. */
export const EXPERIMENT_FILE: FileKind = {
  noun: 'experiment',
  imports: ['src/vocabulary/', 'probes/', ...ROOMS.map((room) => `trainer/${room}/`)],
  importsText: `'#src/vocabulary/…', '#probes/…' and '#trainer/…' (${ROOMS.join(', ')})`,
  home: 'trainer/experiments/',
  loads: 'outside its functions, a file may only define its experiment',
  instead: {
    random: 'draw from openStream(seed, name) of #src/vocabulary/random.ts',
    clock: 'what is trained depends on settings and seed alone',
  },
}
