import { openBackend, type Backend } from '../../../trainer/backend/index.ts'

/** Native TensorFlow where this machine can have it; elsewhere its tests are skipped, with the reason on the screen. */
export async function nativeIfAvailable(): Promise<Backend | undefined> {
  try {
    return await openBackend('tensorflow')
  } catch (error) {
    console.warn(`Skipping the tests of native TensorFlow. ${(error as Error).message}`)
    return undefined
  }
}
