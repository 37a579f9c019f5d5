/**
 * What files of probes/ exported under another name before version 0.2, by the name of the file. Sources of then are kept
 * with their runs, and are loaded again for a replay, a branch or a run that is resumed.
 */
const FORMER_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'alignment.ts': { centredAlignment: 'centeredAlignment', centredKernel: 'centeredKernel' },
  'distances.ts': { neighbourDistances: 'neighborDistances' },
  'filter-normalised.ts': { filterNormalisedDirection: 'filterNormalizedDirection' },
  'gram.ts': { centredColumns: 'centeredColumns', centredGram: 'centeredGram' },
  'kernel-gram.ts': { doublyCentred: 'doublyCentered' },
  'persistence.ts': { normalisedPersistence: 'normalizedPersistence' },
  'spectra.ts': { roundingOf: 'noiseFloor' },
  'unit-rows.ts': { standardisedRows: 'standardizedRows' },
  'committee-generalisation-error.ts': { committeeGeneralisationError: 'committeeGeneralizationError' },
  'distance-from-initialisation.ts': { distanceFromInitialisation: 'distanceFromInitialization' },
  'loss-minimisation-alignment.ts': { lossMinimisationAlignment: 'lossMinimizationAlignment' },
  'memorisation-fraction.ts': { memorisationFraction: 'memorizationFraction' },
  'mutual-nearest-neighbours.ts': { mutualNearestNeighbours: 'mutualNearestNeighbors' },
  'renormalised-order-parameter.ts': { renormalisedOrderParameter: 'renormalizedOrderParameter' },
  'specialisation.ts': { specialisation: 'specialization' },
}

const FORMER_FILES: Readonly<Record<string, string>> = {
  'filter-normalised.ts': 'filter-normalized.ts',
  'committee-generalisation-error.ts': 'committee-generalization-error.ts',
  'distance-from-initialisation.ts': 'distance-from-initialization.ts',
  'loss-minimisation-alignment.ts': 'loss-minimization-alignment.ts',
  'memorisation-fraction.ts': 'memorization-fraction.ts',
  'mutual-nearest-neighbours.ts': 'mutual-nearest-neighbors.ts',
  'renormalised-order-parameter.ts': 'renormalized-order-parameter.ts',
  'specialisation.ts': 'specialization.ts',
}

/** A file of probes/ by the name that it has now. */
export function currentFile(name: string): string {
  return FORMER_FILES[name] ?? name
}

/** A source that imports what it knows by a former name under the name of now. Nothing changes its line. */
export function importsOfNow(source: string): string {
  return source.replace(
    /\bimport\s*\{([^}]*)\}\s*from\s*['"]((?:#probes\/|\.\.?\/)[^'"]*)['"]/g,
    (statement, names: string, specifier: string) => {
      const former = FORMER_NAMES[specifier.split('/').at(-1) as string]
      return former === undefined ? statement : statement.replace(names, namesOfNow(names, former))
    },
  )
}

function namesOfNow(names: string, former: Readonly<Record<string, string>>): string {
  return names.replace(/(\w+)(\s+as\s+\w+)?/g, (all, name: string, alias: string | undefined) => {
    if (!Object.hasOwn(former, name)) return all
    return alias === undefined ? `${former[name]} as ${name}` : `${former[name]}${alias}`
  })
}
