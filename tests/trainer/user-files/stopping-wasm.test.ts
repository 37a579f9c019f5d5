import { openBackend } from '#trainer/backend/index.ts'
import { stoppingOn } from './stopping.ts'

stoppingOn('WebAssembly', openBackend('wasm'))
