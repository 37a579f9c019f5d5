import { PATH_NAME, type Run as DeclaredRun } from '#src/vocabulary/index.ts'
import { labelOf, parametersOf } from './parameters.ts'
import type { InitOptions } from './phasescope.d.ts'
import { hostName } from './node/builtin.ts'

/** Version of this client. */
const VERSION = '0.1.0'

/** What a run says of itself when it begins. */
export function declaredRun({ project, name, config = {}, id, steps = 0, group, tf }: InitOptions): DeclaredRun {
  if (id !== undefined && !PATH_NAME.test(id))
    throw new TypeError(
      `id: expected 1 to 128 letters, digits, dots, hyphens and underscores, the first a letter or digit; got '${id}'`,
    )
  const experiment = labelOf(project ?? '') || 'training'
  const run = id ?? newId(experiment)
  const { seed } = config
  const version = tf?.version_core ?? ''
  const framework = tf === undefined ? null : `tensorflow.js ${version}`.trim()
  return {
    id: run,
    name: labelOf(name ?? run) || run,
    experiment,
    parameters: parametersOf(config),
    seed: typeof seed === 'number' && Number.isFinite(seed) ? seed : null,
    steps: Number.isSafeInteger(steps) && steps > 0 ? steps : 0,
    startedAt: Date.now(),
    backend: {
      name: tf === undefined ? 'unknown' : 'tensorflow.js',
      version,
      obtained: 'the training script',
      device: tf?.getBackend() || 'unknown', // none has been loaded yet
      threads: 1,
    },
    host: labelOf(hostName()) || 'unknown',
    version: VERSION,
    client: { name: 'js', version: VERSION, framework },
    ...(group !== undefined && labelOf(group) !== '' && { group: labelOf(group) }),
  }
}

/** `my-idea-20261122-061500-kqtzab`: hundreds of runs may begin in one second. */
function newId(project: string): string {
  const slug = project.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-._]+|[-._]+$/g, '').slice(0, 100) || 'run' // prettier-ignore
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => String.fromCharCode(97 + (byte % 26)))
  return `${slug}-${time}-${letters.join('')}`
}
