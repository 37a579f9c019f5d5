export { layersOf, matricesOf, matrixOf, uploaded } from './host.ts'
export { lazily, lazyProperties } from './lazy.ts'
export type { ByLayer, Tf } from './tensors.ts'
export { tidied, workbenchOf, type Workbench } from './workbench.ts'
