import type { Tf } from './load-native.ts'
export function completeWasmKernels(_tf: Tf): void {}
