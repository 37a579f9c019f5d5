import type { Backend } from './open-backend.ts'
import { deviceFacts, usableCores } from './description.ts'
import { mendGradients } from './gradients.ts'
import { loadNative } from './load-native.ts'
import { speedUpNativeKernels } from './native-kernels.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import { nativeLinearAlgebra } from './native-linear-algebra.ts'
import { acquireNative } from './native.ts'
import { setFusedUpdates } from './fused-updates.ts'
import { nativeRoutines } from './programs/native-routines.ts'
import { loadPrograms } from './programs/program-module.ts'
import { setRoutines } from './programs/routine.ts'
import type { OnProgress } from './progress.ts'

/**
 * The decompositions of native TensorFlow, which is put in place now and loaded when the first of them is computed:
 * loading it takes longer than most of what is asked of a file.
 */
export async function algebraOfTensorflow(onProgress?: OnProgress): Promise<() => LinearAlgebra> {
  const install = await acquireNative({ onProgress })
  return () => nativeLinearAlgebra(loadNative(install))
}

/** Opens native TensorFlow, setting it up first where this machine has not seen it yet. */
export async function openTensorflow(onProgress?: OnProgress): Promise<Backend> {
  const install = await acquireNative({ onProgress })
  const tf = loadNative(install)
  await tf.setBackend('tensorflow')
  mendGradients(tf)
  speedUpNativeKernels(tf)
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || usableCores()
  const programs = loadPrograms(install)
  if (programs !== null) {
    if (!install.gpu) setRoutines(tf.backend(), nativeRoutines(tf, programs, threads))
    setFusedUpdates(programs)
  }
  return {
    name: 'tensorflow',
    tf,
    linalg: nativeLinearAlgebra(tf),
    describe: () => ({
      name: 'tensorflow',
      version: install.tensorflow,
      obtained: install.how,
      library: install.library,
      threads,
      ...deviceFacts(install.gpu),
      napi: install.napi,
    }),
    ...(install.withoutGpu === undefined ? {} : { withoutGpu: reasonWithoutGpu(install.withoutGpu) }),
  }
}

function reasonWithoutGpu(said: string): string {
  return `TensorFlow cannot use the GPU of this machine: ${said}; repair that (usually its driver), then run phasescope doctor --repair`
}
