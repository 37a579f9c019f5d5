import { createRequire } from 'node:module'
import util from 'node:util'
import type { NativeInstall } from './native.ts'
import { tensorflowEnvironment } from './native/environment.ts'
import { NativeUnavailable, REPAIR } from './native/unavailable.ts'

/**
 * TensorFlow.js, as the models and probes receive it.
 * Both backends load the union package, so that what runs on one runs on the other.
 */
export type Tf = typeof import('@tensorflow/tfjs-core')

/** Imports tfjs-node on a binding that is in place, with what today's Node and a quiet console need first. */
export function loadNative(install: NativeInstall): Tf {
  Object.assign(process.env, tensorflowEnvironment(install.gpu))
  // A binding that we have not compiled lets signals through to oneDNN's kernels (see native/signals.cc). Eigen's own
  // take up to twice as long and stand them.
  if (install.how === 'stock download') process.env.TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL ??= '0'
  putBackRemovedUtil()
  try {
    return createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as Tf
  } catch (error) {
    throw new NativeUnavailable(`to load ${install.library}`, (error as Error).message.split('\n')[0]!, `try ${REPAIR}`)
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 removed, or warns of; without them its first kernel throws. */
function putBackRemovedUtil(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  }
  for (const [name, value] of Object.entries(removed)) Object.defineProperty(util, name, { value, configurable: true })
}
