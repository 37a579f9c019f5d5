import { describe } from 'vitest'
import { openLab } from '../probes/lab.ts'
import { probesAgainst } from '../probes/probes-against.ts'

/** WebAssembly has other kernels and other decompositions: the same numbers must come of them. */
describe('on WebAssembly, against NumPy and SciPy', () => probesAgainst(openLab('wasm')))
